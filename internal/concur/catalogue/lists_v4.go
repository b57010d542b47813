package catalogue

func listsV4() []Operation { return nil }
