package simulator

func commentsHandlers() map[string]handler { return nil }
