package catalogue

func taxesV4() []Operation { return nil }

func requestsV4() []Operation { return nil }
