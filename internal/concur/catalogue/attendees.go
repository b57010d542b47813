package catalogue

func attendeesV4() []Operation { return nil }

func attendeesV3() []Operation { return nil }
