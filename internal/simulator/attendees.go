package simulator

func attendeesHandlers() map[string]handler { return nil }
