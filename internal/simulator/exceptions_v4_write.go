package simulator

func exceptionWritesHandlers() map[string]handler { return nil }
