package simulator

func quickExpensesHandlers() map[string]handler { return nil }
