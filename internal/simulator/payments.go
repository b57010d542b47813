package simulator

func paymentsHandlers() map[string]handler { return nil }
