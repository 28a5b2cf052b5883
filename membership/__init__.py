"""The VIP club: levels, terms, benefits and their use, numbers, cards, renewal, group chats."""
