"""How a branch's paper looks: four designs, where each leaves room, and the art that stands under the text."""
