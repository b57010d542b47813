package simulator

func taxesHandlers() map[string]handler { return nil }
