package catalogue

func olderReports() []Operation { return nil }
