"""Where events take place and who speaks: the branch's book of venues and speakers."""
