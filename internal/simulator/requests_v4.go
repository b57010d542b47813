package simulator

func requestsHandlers() map[string]handler { return nil }
