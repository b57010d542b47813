package simulator

func cardsHandlers() map[string]handler { return nil }
