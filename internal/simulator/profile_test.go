package simulator

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestProfileOfAPerson(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	bearer := access(t, s, traveller)
	for name, test := range map[string]struct {
		query             string
		employee, expense bool
	}{
		"as it comes":         {"", true, false},
		"with expense":        {"?schema=expense", true, true},
		"compact":             {"?schema=compact", false, false},
		"compact and expense": {"?schema=compact,expense", false, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got profileUser
			get(t, s, "/profile/v1/me"+test.query, bearer).into(t, &got)
			assert.Equal(t, userID(t, s, traveller), got.ID)
			assert.Equal(t, "user", got.Meta.PrincipalType)
			assert.Equal(t, "Luca Ferri", got.DisplayName)
			assert.Equal(t, traveller, got.Emails[0].Value)
			assert.Equal(t, test.employee, got.Employee != nil)
			assert.Equal(t, test.expense, got.Expense != nil)
			if got.Expense != nil {
				assert.Equal(t, traveller, got.Expense.LoginID)
				assert.Equal(t, "EUR", got.Expense.Currency)
			}
		})
	}
}

func TestProfileOfTheCompany(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	var got profileCompany
	get(t, s, "/profile/v1/me", companyAccess(t, s)).into(t, &got)
	assert.Equal(t, s.state.company.id, got.ID)
	assert.Equal(t, "company", got.Meta.PrincipalType)
	assert.Equal(t, "CTE", got.Expense.MarketingName)
}

func TestConfigurationOfAPerson(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	bearer := access(t, s, traveller)
	path := "/expenseconfig/v4/users/" + userID(t, s, traveller)

	var policies []configPolicy
	get(t, s, path+"/policies", bearer).into(t, &policies)
	assert.Len(t, policies, 1)
	assert.Equal(t, "EMEA Expense Policy", policies[0].Name)
	assert.True(t, policies[0].IsDefault)

	id := policies[0].ID
	dashed := id[:8] + "-" + id[8:12] + "-" + id[12:16] + "-" + id[16:20] + "-" + id[20:]
	plain := get(t, s, path+"/policies/"+id+"/expensetypes", bearer)
	assert.Equal(t, plain.body, get(t, s, path+"/policies/"+dashed+"/expensetypes", bearer).body)
	var types []configExpenseType
	plain.into(t, &types)
	byID := map[string]configExpenseType{}
	for _, listed := range types {
		byID[listed.ID] = listed
	}
	assert.True(t, byID["TRANS"].IsCategory)
	assert.Equal(t, configExpenseType{
		ID: "TAXIX", Name: "Taxi", CategoryCode: "GRTRN", CategoryName: "Ground Transportation",
		ParentID: "TRANS", ParentName: "Transportation",
	}, byID["TAXIX"])

	var payments []configPaymentType
	get(t, s, path+"/paymenttypes", bearer).into(t, &payments)
	assert.Contains(t, payments, configPaymentType{ID: "CASH", Name: "Cash", IsDefault: true})
}

func TestWhoMaySeeConfiguration(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	var usOnly string
	for _, pol := range s.state.policies {
		if pol.currency == "USD" {
			usOnly = pol.id
		}
	}
	const (
		users  = "/expenseconfig/v4/users/"
		groups = "/api/v3.0/expense/expensegroupconfigurations?user="
	)
	path := users + userID(t, s, traveller)
	owner, other, admin, company := access(t, s, traveller), access(t, s, manager), access(t, s, administrator), companyAccess(t, s)
	for name, test := range map[string]struct {
		path, token string
		status      int
	}{
		"the company sees everybody's":        {path + "/policies", company, http.StatusOK},
		"an administrator sees everybody's":   {path + "/policies", admin, http.StatusOK},
		"others do not":                       {path + "/policies", other, http.StatusForbidden},
		"there is nobody of that id":          {users + "00000000-0000-4000-8000-000000000000/policies", company, http.StatusNotFound},
		"a policy of other people":            {path + "/policies/" + usOnly + "/expensetypes", owner, http.StatusNotFound},
		"a policy that does not exist":        {path + "/policies/00000000000000000000000000000000/expensetypes", owner, http.StatusNotFound},
		"payment types for an administrator":  {path + "/paymenttypes", admin, http.StatusOK},
		"payment types for somebody else":     {path + "/paymenttypes", other, http.StatusForbidden},
		"expense types of somebody else":      {path + "/policies/" + usOnly + "/expensetypes", other, http.StatusForbidden},
		"group of somebody else":              {groups + traveller, other, http.StatusForbidden},
		"group of somebody, for an admin":     {groups + traveller, admin, http.StatusOK},
		"group of ALL, for an administrator":  {groups + "ALL", admin, http.StatusOK},
		"group of nobody, for an admin":       {groups + "nobody", admin, http.StatusBadRequest},
		"one's own group, by one's own login": {groups + traveller, owner, http.StatusOK},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, test.status, get(t, s, test.path, test.token).status)
		})
	}
}

func TestGroupConfigurationCarriesTheIDsOfV3(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	var page struct {
		Items    []groupConfiguration
		NextPage *string
	}
	get(t, s, "/api/v3.0/expense/expensegroupconfigurations?user="+traveller, access(t, s, administrator)).into(t, &page)
	assert.Nil(t, page.NextPage)
	assert.Len(t, page.Items, 1)
	group := page.Items[0]
	assert.Equal(t, InProcessURL+"/api/v3.0/expense/expensegroupconfigurations/"+group.ID, group.URI)
	assert.Equal(t, []groupAttendeeType{
		{"BUSGUEST", "Business Guest"}, {"CUSTOMER", "Customer Contact"}, {"SPOUSE", "Spouse/Partner"}, {"SYSEMP", "Employee"},
	}, group.AttendeeTypes)
	assert.NotEmpty(t, group.AttendeeListFormID)
	assert.Equal(t, groupCashAdvance{Name: "Default"}, group.CashAdvance)
	assert.Contains(t, group.PaymentTypes, groupPaymentType{ID: s.state.paymentType("CASH").v3ID, Name: "Cash", IsDefault: true})
	assert.Len(t, group.Policies, 1)
	assert.Contains(t, group.Policies[0].ID, "$")
	assert.Contains(t, group.Policies[0].ExpenseTypes, groupExpenseType{"TAXIX", "Taxi", "OTHER"})
	for _, listed := range group.Policies[0].ExpenseTypes {
		assert.NotEqual(t, "TRANS", listed.Code, "a heading")
	}
}
