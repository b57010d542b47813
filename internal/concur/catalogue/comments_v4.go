package catalogue

func commentsV4() []Operation { return nil }

func exceptionWritesV4() []Operation { return nil }
