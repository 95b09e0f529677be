"""Public pages of the plan, its measures, and the places and organisations behind them. They only read."""
