package simulator

func cashAdvancesHandlers() map[string]handler { return nil }
