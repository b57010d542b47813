package catalogue

func cashAdvancesV4() []Operation { return nil }

func reportCashAdvancesV4() []Operation { return nil }
