package limits

import (
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/concur-mcp/concur-mcp/tools"
)

// Facts are what is known of a write that is about to be sent. What could not be found
// out is left empty, and refuses the write if a rule needs it.
type Facts struct {
	// Tool is what the agent called, with its effect.
	Tool   string
	Effect tools.Effect
	// Operation is what would be sent, by its name in the operation catalogue.
	Operation string
	// Principal is who calls.
	Principal string
	At        time.Time

	// Amount and Currency (ISO 4217) are what would stand after the write, of an expense,
	// an itemization, a quick expense or a cash advance. Where a change sets only one of
	// them, or the exchange rate, the other is the one that stands; where it sets none of
	// them, both stay empty. Of a payment batch they are its total.
	Amount   *decimal.Decimal
	Currency string
	// ExchangeRate is what the write sets; the amount times it is in the currency of the
	// report.
	ExchangeRate *decimal.Decimal
	// Journey says that the write sets a journey, of which Concur makes the amount, whatever
	// Amount is.
	Journey bool
	// ExpenseType is what the write sets.
	ExpenseType Named
	// Policy is what the write sets, or what a new report gets where it sets none.
	Policy Named

	// Report is the one that the write is about, or that its expense is in; nil where
	// there is none.
	Report *Report
	// Owner is whose report, or whose cash advance, the write is about.
	Owner Person
	// Self is who the connection stands for.
	Self Person
	// ActingFor is whose things the call says it is about; empty where it does not say.
	ActingFor Person
	// Delegators are those who made Self a delegate of theirs: nil where they could not be
	// found out, and an empty list where there are none.
	Delegators []Person
}

// Report is a report as it stands before the write.
type Report struct {
	ID, Name string
	Total    *decimal.Decimal
	Currency string
	// Status is the name or the code of the approval status.
	Status string
	Policy Named
}

// Named is an expense type or a policy. Rules may name it by any of the three, so that
// all that it has should be given.
type Named struct{ ID, Code, Name string }

func (n Named) known() bool { return n != Named{} }

// is reports whether a rule means this one. Case is no matter.
func (n Named) is(text string) bool {
	return text != "" && (strings.EqualFold(n.ID, text) || strings.EqualFold(n.Code, text) || strings.EqualFold(n.Name, text))
}

// String is what a refusal calls it.
func (n Named) String() string {
	for _, text := range []string{n.Name, n.Code, n.ID} {
		if text != "" {
			return text
		}
	}
	return ""
}

// Person is somebody by UUID, by login ID or by both: lists of delegators know login IDs
// only (Expense Delegators v1.1), and reports UUIDs only (Expense Reports v4).
type Person struct{ ID, Login string }

func (p Person) known() bool { return p != Person{} }

// is reports whether two are the same person, if they can be compared at all.
func (p Person) is(other Person) (same, known bool) {
	switch {
	case p.ID != "" && other.ID != "":
		return strings.EqualFold(p.ID, other.ID), true
	case p.Login != "" && other.Login != "":
		return strings.EqualFold(p.Login, other.Login), true
	default:
		return false, false
	}
}
