package simulator

import "net/http"

// groupConfiguration is Expense v3 > ExpenseGroupConfiguration.
type groupConfiguration struct {
	Name                       string
	AllowUserDigitalTaxInvoice bool
	AllowUserRegisterYodlee    bool
	AttendeeListFormID         string
	AttendeeListFormName       string
	AttendeeTypes              []groupAttendeeType
	CashAdvance                groupCashAdvance
	PaymentTypes               []groupPaymentType
	Policies                   []groupPolicy
	ID                         string
	URI                        string
}

type groupAttendeeType struct{ Code, Name string }

// groupCashAdvance is of a company that hands out cash without an approval: it has no
// workflow for it.
type groupCashAdvance struct {
	Name                        string
	WorkflowID                  *string
	AllowUserCarryBalance       bool
	AllowUserLinkMultiple       bool
	AllowUserUpdateExchangeRate bool
}

type groupPaymentType struct {
	ID        string
	Name      string
	IsDefault bool
}

type groupPolicy struct {
	ID            string
	Name          string
	IsDefault     bool
	IsInheritable bool
	ExpenseTypes  []groupExpenseType
}

type groupExpenseType struct {
	Code        string
	Name        string
	ExpenseCode string
}

// listGroupConfigurations is GET /api/v3.0/expense/expensegroupconfigurations. With
// one group there is one page, whatever the limit.
func listGroupConfigurations(st *state, c *call) reply {
	asked, refusal := st.ownersV3(c, true)
	if refusal != nil {
		return *refusal
	}
	return pageV3(c, []owners{asked}, func(asked owners) any { return st.groupConfiguration(c, asked) })
}

// getGroupConfiguration is GET /api/v3.0/expense/expensegroupconfigurations/{id}.
func getGroupConfiguration(st *state, c *call) reply {
	asked, refusal := st.ownersV3(c, false)
	if refusal != nil {
		return *refusal
	}
	if c.path["id"] != st.company.groupID {
		return refuseV3(c, http.StatusNotFound, "The expense group configuration was not found")
	}
	return ok(st.groupConfiguration(c, asked))
}

// groupConfiguration prints the one group that the company has, with the policies of
// the person that it is asked for, or of everybody. Headings are left out, because no
// entry can be made with them (inferred).
func (st *state) groupConfiguration(c *call, asked owners) groupConfiguration {
	group := groupConfiguration{
		Name: st.company.groupName, ID: st.company.groupID,
		URI:                c.base + "/api/v3.0/expense/expensegroupconfigurations/" + st.company.groupID,
		AttendeeListFormID: "gWv$s" + hashID("attendees", st.company.groupID)[:12], AttendeeListFormName: "Default",
		AttendeeTypes: []groupAttendeeType{}, CashAdvance: groupCashAdvance{Name: "Default"},
		PaymentTypes: []groupPaymentType{}, Policies: []groupPolicy{},
	}
	for _, t := range st.usableAttendeeTypes() {
		group.AttendeeTypes = append(group.AttendeeTypes, groupAttendeeType{t.code, t.name})
	}
	for _, t := range st.paymentTypes {
		group.PaymentTypes = append(group.PaymentTypes, groupPaymentType{ID: t.v3ID, Name: t.name, IsDefault: t.isDefault})
	}
	policies := st.policies
	if asked.one != nil {
		policies = st.policiesOf(asked.one)
	}
	for i, pol := range policies {
		group.Policies = append(group.Policies, pol.inGroup(i == 0))
	}
	return group
}

func (p *policy) inGroup(isDefault bool) groupPolicy {
	printed := groupPolicy{ID: p.v3ID, Name: p.name, IsDefault: isDefault, ExpenseTypes: []groupExpenseType{}}
	for _, t := range p.expenseTypes {
		if !t.isHeading {
			printed.ExpenseTypes = append(printed.ExpenseTypes, groupExpenseType{t.id, t.name, t.code})
		}
	}
	return printed
}
