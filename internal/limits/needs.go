package limits

// Needs say which facts have to be read from Concur beyond what the request itself says.
type Needs struct {
	// Target is what the write is about: Report and Owner; of a cash advance Owner, Amount
	// and Currency; of a payment batch Amount and Currency.
	Target bool
	// Amount means Amount and Currency as they would stand after the write, where the
	// request has only one of them.
	Amount bool
	// ExpenseType and Policy mean their ids, codes and names, and of a new report the
	// policy that it gets where the request names none.
	ExpenseType, Policy bool
	// Self means the UUID and the login ID of who calls.
	Self bool
	// Delegators mean those of Self, by what can be compared with Owner.
	Delegators bool
}

func (n *Needs) add(more Needs) {
	n.Target = n.Target || more.Target
	n.Amount = n.Amount || more.Amount
	n.ExpenseType = n.ExpenseType || more.ExpenseType
	n.Policy = n.Policy || more.Policy
	n.Self = n.Self || more.Self
	n.Delegators = n.Delegators || more.Delegators
}
