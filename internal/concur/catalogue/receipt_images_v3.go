package catalogue

func receiptImagesV3() []Operation { return nil }
