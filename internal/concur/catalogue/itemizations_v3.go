package catalogue

func itemizationsV3() []Operation { return nil }
