package catalogue

func allocationsV4() []Operation { return nil }

func allocationsV3() []Operation { return nil }
