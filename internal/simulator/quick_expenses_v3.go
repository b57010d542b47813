package simulator

func quickExpensesV3Handlers() map[string]handler { return nil }
