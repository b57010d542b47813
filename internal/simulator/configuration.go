package simulator

import (
	"net/http"
	"slices"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
)

type configPolicy struct {
	ID            string `json:"policyId"`
	Name          string `json:"policyName"`
	IsDefault     bool   `json:"isDefault"`
	IsInheritable bool   `json:"isInheritable"`
}

type configExpenseType struct {
	ID           string `json:"expenseTypeId"`
	Name         string `json:"expenseTypeName"`
	CategoryCode string `json:"spendCategoryCode"`
	CategoryName string `json:"spendCategoryName"`
	IsCategory   bool   `json:"isCategory"`
	ParentID     string `json:"parentExpenseTypeId,omitempty"`
	ParentName   string `json:"parentName,omitempty"`
}

type configPaymentType struct {
	ID        string `json:"paymentTypeId"`
	Name      string `json:"paymentTypeName"`
	IsDefault bool   `json:"isDefault"`
}

// configListPolicies is GET /expenseconfig/v4/users/{userID}/policies.
func configListPolicies(st *state, c *call) reply {
	p, refusal := configuredPerson(st, c)
	if p == nil {
		return refusal
	}
	return ok(configPolicies(st.policiesOf(p)))
}

// configListExpenseTypes is GET .../policies/{policyId}/expensetypes: one flat list
// in which the headings are isCategory.
func configListExpenseTypes(st *state, c *call) reply {
	p, refusal := configuredPerson(st, c)
	if p == nil {
		return refusal
	}
	wanted := st.policy(c.path["policyId"])
	if wanted == nil || !slices.Contains(p.policies, wanted.id) {
		return refuseV4(c, http.StatusNotFound, "", "Policy not found")
	}
	names := map[string]string{}
	for _, t := range wanted.expenseTypes {
		names[t.id] = t.name
	}
	list := []configExpenseType{}
	for _, t := range wanted.expenseTypes {
		list = append(list, configExpenseType{
			ID: t.id, Name: t.name, CategoryCode: t.categoryCode, CategoryName: t.categoryName,
			IsCategory: t.isHeading, ParentID: t.parentID, ParentName: names[t.parentID],
		})
	}
	return ok(list)
}

// configListPaymentTypes is GET .../paymenttypes.
func configListPaymentTypes(st *state, c *call) reply {
	p, refusal := configuredPerson(st, c)
	if p == nil {
		return refusal
	}
	return ok(st.configPaymentTypes())
}

// configuredPerson finds {userID}. A person sees the own configuration, an
// administrator and the company everybody's; who may see whose is not documented
// (inferred).
func configuredPerson(st *state, c *call) (*person, reply) {
	wanted := c.path["userID"]
	if c.token.kind == catalogue.User && !strings.EqualFold(wanted, c.token.subject) {
		caller := st.person(c.token.subject)
		if caller == nil || !caller.isAdmin {
			return nil, refuseV4(c, http.StatusForbidden, "", "The user has no access to the configuration of another user")
		}
	}
	if p := st.person(wanted); p != nil {
		return p, reply{}
	}
	return nil, refuseV4(c, http.StatusNotFound, "", "User not found")
}

// policiesOf lists the policies that a person may file reports under, the default
// first: that everybody has one is inferred.
func (st *state) policiesOf(p *person) []*policy {
	own := make([]*policy, len(p.policies))
	for i, id := range p.policies {
		own[i] = st.policy(id)
	}
	return own
}
