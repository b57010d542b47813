package simulator

func receiptsHandlers() map[string]handler { return nil }
