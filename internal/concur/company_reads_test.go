package concur

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
)

const (
	nordics = GroupID("A1B2C3D4E5F60718293A4B5C6D7E8F90")
	lisbon  = Ref("gWqWg2EhzT4mKc9$sVbN1xLp7QdRj0Yw")
)

func TestAGroupComesWithTheListsThatAreAskedFor(t *testing.T) {
	t.Parallel()
	own, err := playing(t, auth.User, "expense_config_get_user_group/whole").GroupOf(t.Context(), "")
	require.NoError(t, err)
	assert.Equal(t, nordics, own.ID)
	assert.Equal(t, nordic, own.Policies[0].ID)
	assert.Equal(t, "CASH", own.PaymentTypes[0].ID)
	assert.Equal(t, AttendeeType{"SPOUSE", "Spouse"}, own.AttendeeTypes[0])
	assert.Empty(t, own.CashAdvance.WorkflowID)

	company := playing(t, auth.Company, "expense_config_get_company_group/policies_only")
	one, err := company.CompanyGroup(t.Context(), nordics, []string{"policies"})
	require.NoError(t, err)
	assert.Len(t, one.Policies, 1)
	assert.Empty(t, one.PaymentTypes)
}

func TestAllGroupsAreReadInEitherForm(t *testing.T) {
	t.Parallel()
	for exchange, want := range map[string][]string{
		"expense_config_list_company_groups/two":           {"Nordics", "Iberia"},
		"expense_config_list_company_groups/single_object": {"Nordics"},
	} {
		session := playing(t, auth.Company, exchange)
		for range 2 { // asked for once
			found, err := session.CompanyGroups(t.Context())
			require.NoError(t, err)
			names := make([]string, len(found))
			for i, g := range found {
				names[i] = g.Name
			}
			assert.Equal(t, want, names)
		}
	}
}

// TestAPersonKnowsTheCompanyFromTheProfile finds the company where only a person is
// connected. The group is not on this wire.
func TestAPersonKnowsTheCompanyFromTheProfile(t *testing.T) {
	t.Parallel()
	session := playing(t, auth.User, "profile_get_me/person")
	for range 2 {
		id, err := session.companyID(t.Context())
		require.NoError(t, err)
		assert.Regexp(t, uuidForm, id)
	}
}

func TestAttendeeTypesAreLookedUpOnce(t *testing.T) {
	t.Parallel()
	session := playing(t, auth.User, "expense_config_list_attendee_types/two")
	for range 2 {
		found, err := session.AttendeeTypes(t.Context(), "")
		require.NoError(t, err)
		assert.Equal(t, []AttendeeType{{"SYSEMP", "Employee"}, {"BUSGUEST", "Business Guest"}}, found)
	}
}

func TestLocationsAreFilteredAndRead(t *testing.T) {
	t.Parallel()
	page, err := playing(t, auth.User, "location_v3_list/filtered").Locations(t.Context(),
		LocationFilter{City: "Lisbon", Country: "PT", Subdivision: "PT-11"}, "")
	require.NoError(t, err)
	assert.Equal(t, "gWDs2", page.Next)
	require.Len(t, page.Locations, 2)
	assert.Nil(t, page.Locations[1].Latitude)
	one, err := playing(t, auth.User, "location_v3_get/lisbon").GetLocation(t.Context(), lisbon)
	require.NoError(t, err)
	assert.Equal(t, page.Locations[0], one)
	assert.Equal(t, "-9.139337", one.Longitude.String())
	assert.True(t, one.IsAirport)
	assert.True(t, IsLocationID(string(lisbon)))
	assert.True(t, IsLocationID(one.UUID))
	assert.False(t, IsLocationID("Frankfurt am Main"))
}

func TestThePrincipalOfAnID(t *testing.T) {
	t.Parallel()
	found, err := playing(t, auth.Company, "profile_get_principal/person").Principal(t.Context(), tom)
	require.NoError(t, err)
	assert.Equal(t, "tom.berg@example.com", found.Login())
	assert.Equal(t, rita, found.Employee.ManagerID)
	require.NotNil(t, found.Active)
	assert.False(t, *found.Active)
	_, err = playing(t, auth.User, "profile_get_principal/elsewhere").Principal(t.Context(), tom)
	assert.Contains(t, refusalOf(t, err).Error(), "data centre", "a redirection is not followed")
}

func TestDelegatorsAreReadFromXML(t *testing.T) {
	t.Parallel()
	found, err := playing(t, auth.User, "get_delegators_v1/two").Delegators(t.Context(), false)
	require.NoError(t, err)
	require.Len(t, found, 2)
	assert.Equal(t, Delegator{
		Login: "tom.berg@example.com", CanApprove: true, CanPrepare: true, CanViewReceipts: true, ReceivesMails: true,
	}, found[0])
	assert.False(t, bool(found[1].CanApprove))
	none, err := playing(t, auth.User, "get_delegators_v1/none").Delegators(t.Context(), true)
	require.NoError(t, err)
	assert.Empty(t, none)
	_, err = playing(t, auth.User, "get_delegators_v1/another_document").Delegators(t.Context(), false)
	assert.Equal(t, Unreadable, refusalOf(t, err).Fault)
	_, err = playing(t, auth.User, "get_delegators_v1/error_with_200").Delegators(t.Context(), false)
	assert.Equal(t, says("Try again later"), refusalOf(t, err).Error())
}

func TestCostObjectsNameTheirExpenses(t *testing.T) {
	t.Parallel()
	for exchange, claimed := range map[string]string{
		"get_cost_objects_for_approver/one": "120", "get_cost_objects_for_approver/claimed_as_in_the_table": "130.5",
	} {
		found, err := playing(t, auth.Company, exchange).CostObjects(t.Context(), tom, reportID)
		require.NoError(t, err)
		require.Len(t, found, 1)
		assert.Equal(t, "Sales EMEA", found[0].Name)
		assert.True(t, found[0].AsUser)
		assert.Equal(t, claimed, found[0].Expenses[0].Claimed().Value.String())
	}
}

func TestReadsOfTheCompanyThatAreRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []refusedCall{
		{"expense_config_list_attendee_types/scope_missing", auth.User, func(ctx context.Context, s *Session) error {
			_, err := s.AttendeeTypes(ctx, "")
			return err
		}, http.StatusForbidden, "User does not have permission"},
		{"expense_config_get_user_group/unknown_user", auth.User, func(ctx context.Context, s *Session) error {
			_, err := s.GroupOf(ctx, "")
			return err
		}, http.StatusNotFound, "User not found"},
		{"expense_config_get_company_group/unknown", auth.Company, func(ctx context.Context, s *Session) error {
			_, err := s.CompanyGroup(ctx, nordics, []string{"policies"})
			return err
		}, http.StatusNotFound, "Group not found"},
		{"expense_config_list_company_groups/scope_missing", auth.Company, func(ctx context.Context, s *Session) error {
			_, err := s.CompanyGroups(ctx)
			return err
		}, http.StatusForbidden, "User does not have permission"},
		{"location_v3_get/unknown", auth.User, func(ctx context.Context, s *Session) error {
			_, err := s.GetLocation(ctx, lisbon)
			return err
		}, http.StatusNotFound, "The location does not exist"},
		{"profile_get_principal/forbidden", auth.User, func(ctx context.Context, s *Session) error {
			_, err := s.Principal(ctx, tom)
			return err
		}, http.StatusForbidden, "Concur answered 403 (forbidden) without a reason"},
		{"get_delegators_v1/refused", auth.User, func(ctx context.Context, s *Session) error {
			_, err := s.Delegators(ctx, false)
			return err
		}, http.StatusForbidden, "The user has no Expense role"},
		{"get_cost_objects_for_approver/not_found", auth.Company, func(ctx context.Context, s *Session) error {
			_, err := s.CostObjects(ctx, tom, reportID)
			return err
		}, http.StatusNotFound, "Report not found"},
	} {
		t.Run(c.exchange, func(t *testing.T) {
			t.Parallel()
			refused := refusalOf(t, c.call(t.Context(), playing(t, c.kind, c.exchange)))
			assert.Equal(t, Refused, refused.Fault)
			assert.Equal(t, c.status, refused.Status)
			assert.Equal(t, says(c.message), refused.Error())
		})
	}
}
