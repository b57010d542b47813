package simulator

import (
	"net/http"
	"strings"
)

type groupPage struct {
	Items    []groupConfiguration
	NextPage *string
}

type groupConfiguration struct {
	Name                       string
	AllowUserDigitalTaxInvoice bool
	AllowUserRegisterYodlee    bool
	PaymentTypes               []groupPaymentType
	Policies                   []groupPolicy
	ID                         string
	URI                        string
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

// listGroupConfigurations is GET /api/v3.0/expense/expensegroupconfigurations. The
// company has one group, so there is one page. Headings are left out, because no
// entry can be made with them (inferred).
func listGroupConfigurations(st *state, c *call) reply {
	p, refusal := userParameter(st, c)
	if p == nil {
		return refusal
	}
	group := groupConfiguration{
		Name: st.company.groupName, ID: st.company.groupID,
		URI:          c.base + "/api/v3.0/expense/expensegroupconfigurations/" + st.company.groupID,
		PaymentTypes: []groupPaymentType{}, Policies: []groupPolicy{},
	}
	for _, t := range st.paymentTypes {
		group.PaymentTypes = append(group.PaymentTypes, groupPaymentType{ID: t.v3ID, Name: t.name, IsDefault: t.isDefault})
	}
	for _, pol := range st.policiesOf(p) {
		printed := groupPolicy{ID: pol.v3ID, Name: pol.name, IsDefault: pol.isDefault, ExpenseTypes: []groupExpenseType{}}
		for _, t := range pol.expenseTypes {
			if !t.isHeading {
				printed.ExpenseTypes = append(printed.ExpenseTypes, groupExpenseType{t.id, t.name, t.code})
			}
		}
		group.Policies = append(group.Policies, printed)
	}
	return ok(groupPage{Items: []groupConfiguration{group}})
}

// userParameter finds whom a v3 look-up is about: the caller, or for a Web
// Services Admin the person of the login in user=. Of a group ALL means the
// caller's, since there is no other.
func userParameter(st *state, c *call) (*person, reply) {
	caller := st.person(c.token.subject)
	if caller == nil {
		return nil, refuseV3(c, http.StatusForbidden, "The user of the token is not found")
	}
	login := c.query.Get("user")
	if login == "" || strings.EqualFold(login, caller.login) {
		return caller, reply{}
	}
	if !caller.isAdmin {
		return nil, refuseV3(c, http.StatusForbidden, "The user parameter needs the role Web Services Administrator")
	}
	if strings.EqualFold(login, "ALL") {
		return caller, reply{}
	}
	if p := st.personByLogin(login); p != nil {
		return p, reply{}
	}
	return nil, refuseV3(c, http.StatusBadRequest, "The user parameter names nobody")
}
