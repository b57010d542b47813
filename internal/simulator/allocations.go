package simulator

func allocationsHandlers() map[string]handler { return nil }
