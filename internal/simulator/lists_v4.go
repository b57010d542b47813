package simulator

func listsHandlers() map[string]handler { return nil }
