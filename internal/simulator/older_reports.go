package simulator

func olderReportsHandlers() map[string]handler { return nil }
