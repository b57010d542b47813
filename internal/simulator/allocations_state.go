package simulator

import (
	"hash/fnv"
	"net/http"
	"slices"

	"github.com/shopspring/decimal"
)

// allocation is a share of an expense, which is charged to an account and to what
// its custom fields say.
type allocation struct {
	id         string // v4, 32 hex
	v3ID       string // protected
	percentage decimal.Decimal
	edited     bool // somebody typed the percentage
	system     bool // read-only: nobody made it
	custom     map[string]string
	exceptions []*exception
}

var wholePercentage = decimal.NewFromInt(100)

// allocated is how many percent of an expense somebody allocated.
func (e *expense) allocated() decimal.Decimal {
	var sum decimal.Decimal
	for _, a := range e.allocations {
		sum = sum.Add(a.percentage)
	}
	return sum
}

// shares are the allocations of an expense, 100 percent in all. What nobody
// allocated belongs to the system: v3 shows a hidden row of 100 percent on every
// expense (Allocations v3), and that v4 shows it too, and a smaller one beside a part
// that is allocated, is inferred.
func (e *expense) shares() []*allocation {
	left := wholePercentage.Sub(e.allocated())
	if left.IsZero() {
		return e.allocations
	}
	if e.remainder == nil {
		hash := fnv.New64a()
		_, _ = hash.Write([]byte(e.id)) // It never fails.
		ids := newIDSource(hash.Sum64())
		e.remainder = &allocation{id: ids.hex32(), v3ID: ids.protected("gWmudeHM8AuF"), system: true, custom: map[string]string{}}
	}
	e.remainder.percentage = left
	return append(slices.Clone(e.allocations), e.remainder)
}

// portion is an allocation and what it is a share of.
type portion struct {
	*allocation
	report *report
	on     *expense
	// Of the amounts of the expense, in the currency of the report.
	posted, claimed, approved decimal.Decimal
}

// portionsOf lists the allocations of an expense. An expense that is itemized is
// allocated through its itemizations (inferred from "expense or itemization" at the
// member expenseId).
func (st *state) portionsOf(r *report, e *expense) []portion {
	if len(e.itemizations) > 0 {
		var all []portion
		for _, item := range e.itemizations {
			all = append(all, st.portionsOf(r, item)...)
		}
		return all
	}
	digits := st.digits(r.currency)
	all := []portion{}
	shares := e.shares()
	posted, claimed, approved := e.posted, e.claimed(), e.approved()
	for i, a := range shares {
		part := portion{allocation: a, report: r, on: e, posted: posted, claimed: claimed, approved: approved}
		if i < len(shares)-1 { // the last one takes what rounding leaves
			part.posted = e.posted.Mul(a.percentage).DivRound(wholePercentage, digits)
			part.claimed = e.claimed().Mul(a.percentage).DivRound(wholePercentage, digits)
			part.approved = e.approved().Mul(a.percentage).DivRound(wholePercentage, digits)
		}
		posted, claimed, approved = posted.Sub(part.posted), claimed.Sub(part.claimed), approved.Sub(part.approved)
		all = append(all, part)
	}
	return all
}

// allPortionsOf lists the allocations of a whole report.
func (st *state) allPortionsOf(r *report) []portion {
	var all []portion
	for _, e := range r.expenses {
		all = append(all, st.portionsOf(r, e)...)
	}
	return all
}

// allocationState tells how far an expense is allocated, with its itemizations.
func (e *expense) allocationState() string {
	var allocated, all decimal.Decimal
	for _, part := range append([]*expense{e}, e.itemizations...) {
		if part == e && len(e.itemizations) > 0 {
			continue
		}
		allocated, all = allocated.Add(part.allocated()), all.Add(wholePercentage)
	}
	switch {
	case allocated.IsZero():
		return "NOT_ALLOCATED"
	case allocated.LessThan(all):
		return "PARTIALLY_ALLOCATED"
	default:
		return "FULLY_ALLOCATED"
	}
}

// allocationType is allocationState as v3 writes it: P, F or N.
func (e *expense) allocationType() string { return e.allocationState()[:1] }

// account is what an expense is booked on.
func (st *state) account(r *report, e *expense) string {
	return st.accounts[st.policyOf(r).typeOf(e).categoryCode]
}

// allocationAt finds the allocation of a v4 path, on the expense of the path if there is
// one.
func (st *state) allocationAt(c *call, r *report) (portion, *reply) {
	shares := st.allPortionsOf(r)
	if _, named := c.path["expenseId"]; named {
		e, _, refusal := expenseAt(c, r)
		if refusal != nil {
			return portion{}, refusal
		}
		shares = st.portionsOf(r, e)
	}
	for _, s := range shares {
		if s.id == v4ID(c.path["allocationId"]) {
			return s, nil
		}
	}
	refusal := refuseV4(c, http.StatusNotFound, "", "allocationId not found")
	return portion{}, &refusal
}
