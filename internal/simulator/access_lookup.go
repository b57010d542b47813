package simulator

import "strings"

// undefinedType is the expense type of a charge that nobody has classified yet. It
// belongs to no policy.
const undefinedType = "UNDEF"

// v4ID brings a v4 id into the form in which the state keeps it: 32 upper-case hex
// digits. The dashed spelling is accepted on input (inferred from Concur's samples).
func v4ID(id string) string { return strings.ToUpper(strings.ReplaceAll(id, "-", "")) }

// dashed spells a v4 id as a UUID.
func dashed(id string) string {
	id = strings.ToLower(id)
	return strings.Join([]string{id[:8], id[8:12], id[12:16], id[16:20], id[20:]}, "-")
}

// policy finds a policy by its v4 id, in either spelling; nil for none. v3 ids are
// not taken (Expense Reports v4 > Create a report).
func (st *state) policy(id string) *policy {
	for _, p := range st.policies {
		if p.id == v4ID(id) {
			return p
		}
	}
	return nil
}

// policyOf is the policy of a report.
func (st *state) policyOf(r *report) *policy { return st.policy(r.policyID) }

// expenseType finds a type by its code; the undefined type is known everywhere.
func (p *policy) expenseType(id string) *expenseType {
	for _, t := range p.expenseTypes {
		if t.id == id {
			return t
		}
	}
	if id == undefinedType {
		return &expenseType{id: undefinedType, name: "Undefined", code: "OTHER", categoryCode: "OTHER", categoryName: "Other"}
	}
	return nil
}

// typeOf is the expense type of an expense. An expense whose type its report's
// policy does not have, since the report was moved, counts as undefined.
func (p *policy) typeOf(e *expense) *expenseType {
	if t := p.expenseType(e.typeID); t != nil {
		return t
	}
	return p.expenseType(undefinedType)
}

func (st *state) paymentType(id string) *paymentType {
	for _, t := range st.paymentTypes {
		if t.id == id {
			return t
		}
	}
	return nil
}

func (st *state) paymentTypeV3(id string) *paymentType {
	for _, t := range st.paymentTypes {
		if t.v3ID == id {
			return t
		}
	}
	return nil
}

func (st *state) location(id string) *location {
	for _, l := range st.locations {
		if l.id == id {
			return l
		}
	}
	return nil
}

func (st *state) locationV3(id string) *location {
	for _, l := range st.locations {
		if l.v3ID == id {
			return l
		}
	}
	return nil
}

// report finds a report by its id, which v3 and v4 share.
func (st *state) report(id string) *report {
	for _, r := range st.reports {
		if strings.EqualFold(r.id, id) {
			return r
		}
	}
	return nil
}

// entry finds a top-level expense by its v3 id, and its report.
func (st *state) entry(v3ID string) (*report, *expense) {
	for _, r := range st.reports {
		for _, e := range r.expenses {
			if e.v3ID == v3ID {
				return r, e
			}
		}
	}
	return nil, nil
}

// expense finds an expense of the report by its v4 id. An itemization comes with
// the expense it belongs to.
func (r *report) expense(id string) (found, parent *expense) {
	for _, e := range r.expenses {
		if e.id == v4ID(id) {
			return e, nil
		}
		for _, item := range e.itemizations {
			if item.id == v4ID(id) {
				return item, e
			}
		}
	}
	return nil, nil
}

func (st *state) customField(id string) *customField {
	for _, f := range st.customFields {
		if strings.EqualFold(f.id, id) {
			return f
		}
	}
	return nil
}

// item finds a value of a list field by its v4 id, its v3 id or its code.
func (f *customField) item(reference string) *listItem {
	for _, i := range f.items {
		if i.id == v4ID(reference) || i.v3ID == reference || i.code == reference {
			return i
		}
	}
	return nil
}

func (p *person) fullName() string { return p.given + " " + p.family }
