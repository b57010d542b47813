package simulator

import (
	"encoding/xml"
	"net/http"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func groupsPath(s *Simulator) string {
	return "/expenseconfig/v4/companies/" + s.state.company.id + "/groupconfigs"
}

func TestAGroupHasTheListsThatAreAskedFor(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	bearer := companyAccess(t, s)
	node := groupsPath(s) + "/" + dashed(s.state.company.nodeID)
	for query, want := range map[string][3]bool{
		"":                            {},
		"?applicableConfigs=policies": {true, false, false},
		"?applicableConfigs=paymentTypes,attendeeTypes": {false, true, true},
	} {
		var group configGroup
		get(t, s, node+query, bearer).into(t, &group)
		assert.Equal(t, "Halden & Reyes", group.Name)
		assert.Equal(t, want, [3]bool{group.Policies != nil, group.PaymentTypes != nil, group.AttendeeTypes != nil}, query)
	}
	var own configGroup
	get(t, s, "/expenseconfig/v4/users/"+userID(t, s, traveller)+"/groupconfigs", access(t, s, traveller)).into(t, &own)
	assert.Len(t, *own.Policies, 1)
	assert.Len(t, *own.PaymentTypes, len(s.state.paymentTypes))
	assert.Len(t, *own.AttendeeTypes, len(s.state.usableAttendeeTypes()))
	var types []configAttendeeType
	get(t, s, "/expenseconfig/v4/users/"+userID(t, s, traveller)+"/attendeetypes", access(t, s, traveller)).into(t, &types)
	assert.Equal(t, *own.AttendeeTypes, types)
	var all []configGroup
	get(t, s, groupsPath(s), access(t, s, traveller)).into(t, &all)
	require.Len(t, all, 1)
	assert.Nil(t, all[0].Policies)
}

func TestReadsOfTheCompanyThatAreRefused(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	const nobody = "00000000-0000-4000-8000-000000000000"
	node := groupsPath(s) + "/" + s.state.company.nodeID
	others := "/expenseconfig/v4/users/" + userID(t, s, manager)
	for path, want := range map[string]int{
		groupsPath(s) + "/" + strings.Repeat("0", 32):                                       http.StatusNotFound,
		groupsPath(s) + "/EMEA":                                                             http.StatusBadRequest,
		node + "?applicableConfigs=colours":                                                 http.StatusBadRequest,
		"/expenseconfig/v4/companies/" + nobody + "/groupconfigs":                           http.StatusForbidden,
		"/expenseconfig/v4/companies/halden/groupconfigs":                                   http.StatusBadRequest,
		"/expenseconfig/v4/companies/" + nobody + "/groupconfigs/" + s.state.company.nodeID: http.StatusForbidden,
		others + "/groupconfigs":                                                            http.StatusForbidden,
		others + "/attendeetypes":                                                           http.StatusForbidden,
		"/api/v3.0/common/locations/nowhere":                                                http.StatusNotFound,
		"/profile/v1/principals/" + userID(t, s, manager):                                   http.StatusForbidden,
		"/profile/v1/principals/luca":                                                       http.StatusBadRequest,
		"/api/expense/expensereport/v1.1/delegators?includeInactive=perhaps":                http.StatusBadRequest,
		"/profile/identity/v4.1/Users":                                                      http.StatusUnauthorized,
	} {
		assert.Equal(t, want, get(t, s, path, access(t, s, traveller)).status, path)
	}
	company := companyAccess(t, s)
	for path, want := range map[string]int{
		"/profile/v1/principals/" + nobody:                     http.StatusNotFound,
		"/expenseconfig/v4/users/" + nobody + "/groupconfigs":  http.StatusNotFound,
		"/expenseconfig/v4/users/" + nobody + "/attendeetypes": http.StatusNotFound,
		"/profile/identity/v4.1/Users?count=0":                 http.StatusBadRequest,
		"/profile/identity/v4.1/Users?count=many":              http.StatusBadRequest,
		"/profile/identity/v4.1/Users?cursor=%21":              http.StatusBadRequest,
		"/api/expense/expensereport/v1.1/delegators":           http.StatusForbidden,
	} {
		assert.Equal(t, want, get(t, s, path, company).status, path)
	}
}

func TestALocationIsReadByEitherID(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	lisbon := s.state.locations[0]
	for _, id := range []string{lisbon.v3ID, strings.ReplaceAll(lisbon.v3ID, "$", "%24"), dashed(lisbon.id)} {
		var found locationItem
		get(t, s, "/api/v3.0/common/locations/"+id, access(t, s, traveller)).into(t, &found)
		assert.Equal(t, lisbon.v3ID, found.ID)
		assert.Equal(t, InProcessURL+"/api/v3.0/common/locations/"+lisbon.v3ID, found.URI)
	}
}

func TestPrincipalsArePeopleAndTheCompany(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	for _, login := range []string{traveller, administrator} {
		var person profileUser
		get(t, s, "/profile/v1/principals/"+userID(t, s, traveller)+"?schema=expense", access(t, s, login)).into(t, &person)
		assert.Equal(t, traveller, person.Expense.LoginID)
		var company profileCompany
		get(t, s, "/profile/v1/principals/"+s.state.company.id, access(t, s, login)).into(t, &company)
		assert.Equal(t, s.state.company.name, company.Name)
	}
	assert.Equal(t, http.StatusOK, get(t, s, "/profile/v1/principals/"+userID(t, s, manager), companyAccess(t, s)).status)
}

func TestDelegatorsAreListedInXML(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	s.state.personByLogin(manager).active = false
	sofie := "sofie.janssen@haldenreyes.example"
	for query, want := range map[string][]string{"": {traveller}, "?includeInactive=y": {manager, traveller}} {
		answer := get(t, s, "/api/expense/expensereport/v1.1/delegators"+query, access(t, s, sofie))
		assert.Equal(t, xmlMedia, answer.header.Get("Content-Type"), "whatever is accepted")
		var list struct {
			XMLName   xml.Name
			Delegator []struct{ DelegatorXUserID, CanPrepare, CanSubmit, CanApprove, CanViewReceipts string }
		}
		require.NoError(t, xml.Unmarshal([]byte(answer.body), &list))
		assert.Equal(t, "DelegatorsList", list.XMLName.Local)
		var logins []string
		for _, d := range list.Delegator {
			logins = append(logins, d.DelegatorXUserID)
		}
		assert.Equal(t, want, logins)
		last := list.Delegator[len(list.Delegator)-1]
		assert.Equal(t, "Y Y N Y", strings.Join([]string{last.CanPrepare, last.CanSubmit, last.CanApprove, last.CanViewReceipts}, " "))
	}
}

func TestEverybodyIsListedPageByPage(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	bearer, seen, cursor := companyAccess(t, s), map[string]bool{}, ""
	for page := 0; page == 0 || cursor != ""; page++ {
		require.Less(t, page, 10)
		var list identityList
		get(t, s, "/profile/identity/v4.1/Users?count=5&attributes=userName,entitlements&cursor="+cursor, bearer).into(t, &list)
		assert.Equal(t, len(s.state.people), list.TotalResults)
		for _, user := range list.Resources {
			assert.False(t, seen[user["id"].(string)])
			seen[user["id"].(string)] = true
			assert.Contains(t, user, "entitlements")
			assert.NotContains(t, user, "emails")
		}
		cursor = list.NextCursor
	}
	assert.Len(t, seen, len(s.state.people))
	var plain identityList
	get(t, s, "/profile/identity/v4.1/Users?excludedAttributes=emails", bearer).into(t, &plain)
	assert.NotContains(t, plain.Resources[0], "entitlements", "only for who asks by name")
	assert.NotContains(t, plain.Resources[0], "emails")
}

func TestCostObjectsOfAReport(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	r := s.report("Milan service week")
	item := s.state.customField(costCenterField).items
	r.custom[costCenterField] = item[0].id
	r.expenses[0].custom = map[string]string{costCenterField: item[1].id}
	path := func(login string) string {
		return "/expensereports/v4/users/" + s.id(login) + "/reports/" + r.id + "/costObjectsForApprover"
	}
	var found []struct {
		Name                                                                         string
		ClaimedAmount                                                                struct{ Value decimal.Decimal }
		ApproverID                                                                   string
		Expenses                                                                     []struct{ ID string }
		IsOwnedByCaller, IsFullyApproved, IsApprovableAsUser, IsApprovableAsDelegate bool
	}
	s.do(rita, http.MethodGet, path(rita), "").into(t, &found)
	require.Len(t, found, 2)
	assert.Equal(t, item[1].value, found[0].Name)
	assert.True(t, r.expenses[0].claimed().Equal(found[0].ClaimedAmount.Value))
	assert.Len(t, found[1].Expenses, len(r.expenses)-1)
	assert.True(t, found[0].IsApprovableAsUser)
	assert.True(t, found[0].IsOwnedByCaller)
	assert.False(t, found[0].IsFullyApproved)

	s.state.personByLogin(rita).delegates = append(s.state.personByLogin(rita).delegates, grant{delegateID: s.id(tom), canApprove: true})
	s.do(tom, http.MethodGet, path(tom), "").into(t, &found)
	assert.True(t, found[0].IsApprovableAsDelegate)
	assert.False(t, found[0].IsApprovableAsUser)
	r.approveFinally(s.clock.now())
	s.do(rita, http.MethodGet, path(rita), "").into(t, &found)
	assert.True(t, found[0].IsFullyApproved)
	assert.False(t, found[0].IsApprovableAsUser)

	delete(r.expenses[0].custom, costCenterField)
	delete(r.custom, costCenterField)
	s.do(office, http.MethodGet, path(rita), "").into(t, &found)
	require.Len(t, found, 1)
	assert.Equal(t, "Unassigned", found[0].Name)

	assert.Equal(t, http.StatusForbidden, s.do(luca, http.MethodGet, path(luca), "").status, "the owner")
	assert.Equal(t, http.StatusForbidden, s.do(luca, http.MethodGet, path(rita), "").status, "in the name of the approver")
	unknown := "/expensereports/v4/users/" + s.id(rita) + "/reports/00000000000000000000/costObjectsForApprover"
	assert.Equal(t, http.StatusNotFound, s.do(rita, http.MethodGet, unknown, "").status)
	nobody := "/expensereports/v4/users/00000000-0000-4000-8000-000000000000/reports/" + r.id + "/costObjectsForApprover"
	assert.Equal(t, http.StatusNotFound, s.do(office, http.MethodGet, nobody, "").status)
}
