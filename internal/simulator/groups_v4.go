package simulator

import (
	"net/http"
	"slices"
	"strings"
)

// configGroup is Expense Configuration v4 > Group, and with the lists that are asked
// for GroupConfig.
type configGroup struct {
	ID                         string                `json:"hierarchyNodeId"`
	Name                       string                `json:"groupName"`
	AllowUserDigitalTaxInvoice bool                  `json:"allowUserDigitalTaxInvoice"`
	AllowUserRegisterYodlee    bool                  `json:"allowUserRegisterYodlee"`
	AttendeeListFormID         string                `json:"attendeeListFormId"`
	AttendeeListFormName       string                `json:"attendeeListFormName"`
	CashAdvance                configCashAdvance     `json:"cashAdvance"`
	Policies                   *[]configPolicy       `json:"policies,omitempty"`
	PaymentTypes               *[]configPaymentType  `json:"paymentTypes,omitempty"`
	AttendeeTypes              *[]configAttendeeType `json:"attendeeTypes,omitempty"`
}

// configCashAdvance says nothing of a workflow where there is none.
type configCashAdvance struct {
	WorkflowID                  *string `json:"workflowId"`
	Name                        *string `json:"name"`
	AllowUserCarryBalance       bool    `json:"allowUserCarryBalance"`
	AllowUserLinkMultiple       bool    `json:"allowUserLinkMultiple"`
	AllowUserUpdateExchangeRate bool    `json:"allowUserUpdateExchangeRate"`
}

type configAttendeeType struct {
	Code string `json:"attendeeTypeCode"`
	Name string `json:"attendeeTypeName"`
}

// configListAttendeeTypes is GET /expenseconfig/v4/users/{userID}/attendeetypes.
func configListAttendeeTypes(st *state, c *call) reply {
	p, refusal := configuredPerson(st, c)
	if p == nil {
		return refusal
	}
	return ok(st.configAttendeeTypes())
}

func (st *state) configAttendeeTypes() []configAttendeeType {
	list := []configAttendeeType{}
	for _, t := range st.usableAttendeeTypes() {
		list = append(list, configAttendeeType{t.code, t.name})
	}
	return list
}

func (st *state) configPaymentTypes() []configPaymentType {
	list := []configPaymentType{}
	for _, t := range st.paymentTypes {
		list = append(list, configPaymentType{ID: t.id, Name: t.name, IsDefault: t.isDefault})
	}
	return list
}

// configPolicies prints policies, the default one first.
func configPolicies(policies []*policy) []configPolicy {
	list := []configPolicy{}
	for i, p := range policies {
		list = append(list, configPolicy{ID: p.id, Name: p.name, IsDefault: i == 0})
	}
	return list
}

// group is the one expense group of the company.
func (st *state) group() configGroup {
	return configGroup{
		ID: st.company.nodeID, Name: st.company.groupName,
		AttendeeListFormID: hashID("attendees", st.company.nodeID), AttendeeListFormName: "Default",
	}
}

// configGetUserGroup is GET /expenseconfig/v4/users/{userID}/groupconfigs: the group of
// a person with all its lists.
func configGetUserGroup(st *state, c *call) reply {
	p, refusal := configuredPerson(st, c)
	if p == nil {
		return refusal
	}
	return ok(st.groupWith(st.policiesOf(p), "policies", "paymentTypes", "attendeeTypes"))
}

func (st *state) groupWith(policies []*policy, lists ...string) configGroup {
	group := st.group()
	for _, name := range lists {
		switch name {
		case "policies":
			group.Policies = new(configPolicies(policies))
		case "paymentTypes":
			group.PaymentTypes = new(st.configPaymentTypes())
		case "attendeeTypes":
			group.AttendeeTypes = new(st.configAttendeeTypes())
		}
	}
	return group
}

// configListCompanyGroups is GET /expenseconfig/v4/companies/{companyId}/groupconfigs,
// without the lists. Everybody of the company may see them (inferred).
func configListCompanyGroups(st *state, c *call) reply {
	if refusal := st.refuseOtherCompany(c); refusal != nil {
		return *refusal
	}
	return ok([]configGroup{st.group()})
}

// configGetCompanyGroup is GET .../groupconfigs/{hierarchyNodeId}, with the lists that
// applicableConfigs names. Without it there are none (inferred).
func configGetCompanyGroup(st *state, c *call) reply {
	if refusal := st.refuseOtherCompany(c); refusal != nil {
		return *refusal
	}
	if v4ID(c.path["hierarchyNodeId"]) != st.company.nodeID {
		return refuseV4(c, http.StatusNotFound, "", "Group not found")
	}
	asked := strings.FieldsFunc(c.query.Get("applicableConfigs"), isListSeparator)
	known := []string{"policies", "paymentTypes", "attendeeTypes"}
	if slices.ContainsFunc(asked, func(name string) bool { return !slices.Contains(known, name) }) {
		return refuseFields(c, fieldError{
			"applicableConfigs", "applicableConfigs is not one of attendeeTypes, paymentTypes, policies", "field.invalid",
		})
	}
	return ok(st.groupWith(st.policies, asked...))
}

func (st *state) refuseOtherCompany(c *call) *reply {
	if strings.EqualFold(c.path["companyId"], st.company.id) {
		return nil
	}
	return forbidden(c, "The token has no access to the configuration of another company")
}
