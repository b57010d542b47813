package simulator

import "github.com/shopspring/decimal"

// digits is how many decimals amounts of a currency have.
func (st *state) digits(code string) int32 {
	if known, found := st.currencies[code]; found {
		return known.digits
	}
	return 2
}

// rate is what one unit of a currency is worth in another. Where the company has no
// rate it is 1 (Expense Entries v3 > ExchangeRate: "system rate, else 1.0").
func (st *state) rate(from, to string) decimal.Decimal {
	if rate, found := st.rates[from][to]; found && from != to {
		return rate
	}
	return decimal.NewFromInt(1)
}

// post works out what an expense and its itemizations are worth in the currency of
// the report, from their amounts and rates.
func (st *state) post(e *expense, reportCurrency string) {
	if e.rateDivides {
		e.posted = e.amount.DivRound(e.rate, st.digits(reportCurrency))
	} else {
		e.posted = e.amount.Mul(e.rate).Round(st.digits(reportCurrency))
	}
	for _, item := range e.itemizations {
		st.post(item, reportCurrency)
	}
}

// personalPart is what of an expense is private: all of it, or the itemizations
// that are.
func (e *expense) personalPart() decimal.Decimal {
	if e.personal {
		return e.posted
	}
	var part decimal.Decimal
	for _, item := range e.itemizations {
		part = part.Add(item.personalPart())
	}
	return part
}

// claimed is what of an expense the company shall bear.
func (e *expense) claimed() decimal.Decimal { return e.posted.Sub(e.personalPart()) }

// approved is what an approver lets pass: all that is claimed, and nothing of an
// expense that was marked as rejected (inferred).
func (e *expense) approved() decimal.Decimal {
	if e.rejected {
		return decimal.Zero
	}
	return e.claimed()
}

// itemized is the sum of the itemizations, in the currency of the expense.
func (e *expense) itemized() decimal.Decimal {
	var sum decimal.Decimal
	for _, item := range e.itemizations {
		sum = sum.Add(item.amount)
	}
	return sum
}

// totals are the amounts of a report header, in the report currency. How Concur
// derives them is not documented; this is inferred from the names and samples.
type totals struct {
	total, claimed, approved, personal decimal.Decimal
	// dueEmployee is reimbursed; dueCompany is what the employee owes for private
	// charges that the company pays.
	dueEmployee, dueCompany decimal.Decimal
	// dueCard goes to a card in the employee's name; companyPaid was paid by the
	// company.
	dueCard, companyPaid decimal.Decimal
}

func (st *state) totals(r *report) totals {
	var sum totals
	for _, e := range r.expenses {
		claimed, personal := e.claimed(), e.personalPart()
		sum.total = sum.total.Add(e.posted)
		sum.claimed = sum.claimed.Add(claimed)
		sum.approved = sum.approved.Add(e.approved())
		sum.personal = sum.personal.Add(personal)
		paidBy := st.paymentType(e.paymentTypeID)
		switch {
		case paidBy.reimbursed:
			sum.dueEmployee = sum.dueEmployee.Add(claimed)
		case paidBy.code == individualCard:
			sum.dueCard = sum.dueCard.Add(claimed)
		default:
			sum.companyPaid = sum.companyPaid.Add(claimed)
			sum.dueCompany = sum.dueCompany.Add(personal)
		}
	}
	return sum
}

// individualCard is the code of cards in the employee's name that the company
// settles.
const individualCard = "IBCP"
