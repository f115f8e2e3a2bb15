"""Money as the user sees it: today's budget, spend by day and model, the ledger, the prices."""
