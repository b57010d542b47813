package simulator

func itemizationsHandlers() map[string]handler { return nil }
