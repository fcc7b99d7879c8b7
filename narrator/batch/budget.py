"""The money of a month."""

from __future__ import annotations

from narrator.batch.newsroom import Newsroom, now
from narrator.batch.todo import Todo
from narrator.catalogue import ledger


class Budget:
    """What is left of this month's money; each story that there is money for is counted before it is spoken.

    Args:
        newsroom: Its settings name the budget, its ledger what was spent.
    """

    def __init__(self, newsroom: Newsroom) -> None:
        self.most = newsroom.settings.batch.budget
        """0 for no limit."""
        self.spent = 0.0
        """Of this month, with what is being spoken."""
        self.is_spent = False
        """Whether a story had to wait."""
        if self.most:
            with newsroom.catalogue.begin() as db:
                self.spent = sum(total.cost for total in ledger.totals(db, now()[:7]))

    def affords(self, todo: Todo) -> bool:
        """Whether there is money for a story."""
        if self.most and self.spent + todo.read.cost > self.most:
            self.is_spent = True
            return False
        self.spent += todo.read.cost
        return True
