package simulator

func receiptImagesHandlers() map[string]handler { return nil }
