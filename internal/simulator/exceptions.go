package simulator

import (
	"strings"
	"time"
)

// Codes of the exceptions that the simulator derives. ITEMDIFF and LATE90 appear in
// Concur's samples; the others are inferred, since every company configures its own.
const (
	missingReceipt = "NORCPT"
	itemDifference = "ITEMDIFF"
	olderThan90    = "LATE90"
	overLimit      = "OVERLMT"
	inTheFuture    = "FUTDATE"
	enteredTwice   = "DUPENTRY"
)

// Visibilities of an exception, from the widest to the narrowest.
const (
	visibleToAll       = "ALL"
	visibleToApprovers = "APPROVER_PROCESSOR"
)

// view is how much somebody sees: the traveler the least, the back office all.
type view int

const (
	travelerView view = iota
	approverView
	officeView
)

func (x *exception) visibleIn(v view) bool {
	switch x.visibility {
	case visibleToAll:
		return true
	case visibleToApprovers:
		return v >= approverView
	default:
		return v >= officeView
	}
}

// finding is an exception and what it is on: the header where there is no expense,
// and a part of the expense where there is an allocation.
type finding struct {
	*exception
	on, parent *expense
	allocation *allocation
}

// findings lists the exceptions of a report, the header's first.
func (st *state) findings(r *report, now time.Time, v view) []finding {
	var all []finding
	for _, x := range r.exceptions {
		if x.visibleIn(v) {
			all = append(all, finding{exception: x})
		}
	}
	for _, e := range r.expenses {
		all = append(all, st.findingsOn(r, e, now, v)...)
	}
	return all
}

// findingsOn lists the exceptions of an expense, its itemizations and its allocations.
func (st *state) findingsOn(r *report, e *expense, now time.Time, v view) []finding {
	var all []finding
	add := func(on, parent *expense, exceptions []*exception) {
		for _, x := range exceptions {
			if x.visibleIn(v) {
				all = append(all, finding{exception: x, on: on, parent: parent})
			}
		}
	}
	add(e, nil, st.derived(r, e, now))
	add(e, nil, e.exceptions)
	for _, item := range e.itemizations {
		add(item, e, item.exceptions)
	}
	for _, part := range st.portionsOf(r, e) {
		parent := e
		if part.on == e {
			parent = nil
		}
		all = append(all, part.findings(parent, v)...)
	}
	return all
}

// findings lists the exceptions of an allocation. parent is the expense that is
// itemized, if an itemization is allocated.
func (s portion) findings(parent *expense, v view) []finding {
	var all []finding
	for _, x := range s.exceptions {
		if x.visibleIn(v) {
			all = append(all, finding{x, s.on, parent, s.allocation})
		}
	}
	return all
}

// derived works out the exceptions that follow from what an expense is. An expense
// grows old until its report is submitted.
func (st *state) derived(r *report, e *expense, now time.Time) []*exception {
	today := dayOf(now)
	if !r.submitted.IsZero() {
		today = dayOf(r.submitted)
	}
	under := st.policyOf(r)
	limit := under.typeOf(e).limit
	var found []*exception
	add := func(applies bool, code, message, visibility string, blocking bool) {
		if applies {
			found = append(found, &exception{code: code, message: message, visibility: visibility, blocking: blocking})
		}
	}
	add(st.needsImage(r, e) && e.imageID == "", missingReceipt,
		"A receipt image is required from "+under.imageRequiredFrom.String()+" "+under.currency+".", visibleToAll, true)
	add(len(e.itemizations) > 0 && !e.itemized().Equal(e.amount), itemDifference,
		"Itemizations do not add up to the expense.", visibleToAll, true)
	add(e.date.After(today), inTheFuture, "The transaction date is in the future.", visibleToAll, true)
	add(!limit.IsZero() && e.posted.GreaterThan(limit), overLimit,
		"The expense is above the limit of "+limit.String()+" "+under.currency+".", visibleToAll, false)
	add(e.date.Before(today.AddDate(0, 0, -90)), olderThan90, "Expense is older than 90 days.", visibleToApprovers, false)
	add(r.repeats(e), enteredTwice, "The same expense may have been entered twice.", visibleToApprovers, false)
	return found
}

// needsImage reports whether the policy wants a receipt image for an expense.
// Mileage and private expenses need none (inferred).
func (st *state) needsImage(r *report, e *expense) bool {
	under := st.policyOf(r)
	return !e.personal && !under.typeOf(e).isMileage && e.posted.GreaterThanOrEqual(under.imageRequiredFrom)
}

// repeats reports whether an earlier expense of the report has the same date, vendor
// and amount.
func (r *report) repeats(e *expense) bool {
	for _, other := range r.expenses {
		if other == e {
			return false
		}
		// Amounts are what differs most and is compared soonest; a report may have hundreds.
		if other.vendor != "" && other.amount.Equal(e.amount) && other.currency == e.currency && other.date.Equal(e.date) &&
			strings.EqualFold(other.vendor, e.vendor) {
			return true
		}
	}
	return false
}
