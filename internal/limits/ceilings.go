package limits

// created is max_create: what one write makes, or makes it to be afterwards.
type created struct{}

// reprices reports whether a change sets anything that makes an amount another.
func reprices(f Facts, o operation) bool {
	return o.maySetAmount && (f.Amount != nil || f.Currency != "" || f.ExchangeRate != nil || f.Journey)
}

func (created) sums(f Facts, o operation) []sum {
	if !o.createsAmount && !reprices(f, o) {
		return nil
	}
	if f.Journey {
		f.Amount = nil // What stands is not what Concur makes of the new journey.
	}
	sums := []sum{{subject: "this write sets", amount: f.Amount, currency: f.Currency}}
	if f.ExchangeRate == nil {
		return sums
	}
	// What is paid out is the amount times the rate (Expense Entry v3 > ExchangeRate), and
	// whoever sets the rate sets that too.
	paid := sum{subject: "at its exchange rate this write sets"}
	if f.Amount != nil && plain(*f.Amount) && plain(*f.ExchangeRate) {
		product := f.Amount.Mul(*f.ExchangeRate)
		paid.amount = &product
	}
	if f.Report != nil {
		paid.currency = f.Report.Currency
	}
	return append(sums, paid)
}

func (created) needs(f Facts, o operation) Needs {
	concerned := o.createsAmount || reprices(f, o)
	return Needs{Amount: concerned && (f.Amount == nil || f.Currency == ""), Target: concerned && f.ExchangeRate != nil}
}

func (created) deed() string { return "created or set in one write" }

// submitted is max_submit. It holds what max_create cannot: many small expenses.
type submitted struct{}

func (submitted) sums(f Facts, o operation) []sum {
	if !o.submits {
		return nil
	}
	return []sum{f.total()}
}

func (submitted) needs(_ Facts, o operation) Needs { return Needs{Target: o.submits} }

func (submitted) deed() string { return "submitted in one report" }

// approved is max_approve: of reports, and of what is paid out.
type approved struct{}

func (approved) sums(f Facts, o operation) []sum {
	switch {
	case o.approves:
		return []sum{f.total()}
	case o.pays && f.ExchangeRate != nil:
		// Whoever sets the rate sets what is paid out, in a currency that nobody has named
		// yet, and by times or by divided (Cash Advance v4.1 > ExchangeRate > operation).
		return []sum{{
			unknown: "the amount that is paid out at the exchange rate of this call",
			instead: "Leave the exchange rate out, so that it is Concur's; otherwise " + askPerson,
		}}
	case o.pays:
		return []sum{{subject: "this payment is", amount: f.Amount, currency: f.Currency}}
	default:
		return nil
	}
}

func (approved) needs(_ Facts, o operation) Needs { return Needs{Target: o.approves || o.pays} }

func (approved) deed() string { return "approved or paid out at once" }

// total is that of the report.
func (f Facts) total() sum {
	of := sum{subject: "this report is"}
	if f.Report != nil {
		of.amount, of.currency = f.Report.Total, f.Report.Currency
	}
	return of
}
