package concur

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
)

const (
	divisions  = "1f0c1c4e-6a4b-4d53-9d62-0b1a2c3d4e5f"
	emea       = "aaaaaaaa-1111-4222-8333-444444444401"
	emeaField  = "aaaaaaaa-1111-4222-8333-444444444402"
	longName   = "The division with the longest name of all that there are in 2026" // 64 characters
	formOfDivs = "C1A7F30D9B5E4E0AA6D47B1122334455"
)

// divisionForm has a list in two levels, a text field and two fields with one label.
func divisionForm(context.Context) ([]FormField, error) {
	return []FormField{
		{FieldID: "Name", Name: "Report Name"},
		{
			FieldID: "Custom1", FormFieldID: formOfDivs, Name: "Division", ListLevel: 1,
			ListID: strings.ToUpper(strings.ReplaceAll(divisions, "-", "")),
		},
		{FieldID: "Custom2", Name: "Team", ListID: divisions, ListLevel: 2, ParentFieldID: formOfDivs},
		{FieldID: "Custom16", Name: "Project"},
		{FieldID: "Custom17", Name: "Remark"},
		{FieldID: "OrgUnit1", Name: "Remark"},
		{FieldID: "Custom20", Name: "Client", ListID: divisions, IsExternalList: true},
	}, nil
}

// teamFirstForm shows the lower field of the list first.
func teamFirstForm(ctx context.Context) ([]FormField, error) {
	form, err := divisionForm(ctx)
	form[1], form[2] = form[2], form[1]
	return form, err
}

// withDivisions is a Concur with the list that the form chooses from.
func withDivisions(t *testing.T) *wire {
	t.Helper()
	w := newWire(t, auth.User)
	item := func(id, code, value string, level int) map[string]any {
		return map[string]any{
			"id": id, "code": code, "shortCode": code, "value": value, "level": level, "lists": []any{map[string]any{"id": divisions}},
		}
	}
	page := func(rows ...any) httpmock.Responder {
		return httpmock.NewJsonResponderOrPanic(http.StatusOK, map[string]any{
			"content": rows, "page": map[string]any{"number": 1, "totalPages": 1, "totalElements": len(rows)},
		})
	}
	w.mock.RegisterResponder(http.MethodGet, `=~/list/v4/lists/`+divisions+`/children`, page(
		item(emea, "D-EMEA", "EMEA", 1), item(emeaField, "D-LONG", longName, 1),
	))
	w.mock.RegisterResponder(
		http.MethodGet, `=~/list/v4/lists/`+divisions+`/items/`+emea+`/children`, page(item(emeaField, "FIELD", "Field sales", 2)),
	)
	w.mock.RegisterResponder(http.MethodGet, `=~/list/v4/items/`+emeaField+`$`, httpmock.NewJsonResponderOrPanic(
		http.StatusOK, item(emeaField, "FIELD", "Field sales", 2),
	))
	return w
}

func TestAConnectedListIsResolvedBelowTheFieldAboveIt(t *testing.T) {
	t.Parallel()
	w := withDivisions(t)
	given := CustomFields{"team": "field sales", "Division": "emea", "custom016": "PO-1"}
	forV4, err := w.session.CustomForV4(t.Context(), given, divisionForm)
	require.NoError(t, err)
	hex := func(id string) string { return strings.ToUpper(strings.ReplaceAll(id, "-", "")) }
	assert.Equal(t, []CustomDatum{{"custom1", hex(emea)}, {"custom16", "PO-1"}, {"custom2", hex(emeaField)}}, forV4)
	forV3, err := w.session.CustomForV3(t.Context(), given, divisionForm)
	require.NoError(t, err)
	assert.Equal(t, []CustomDatum{{"custom1", "D-EMEA"}, {"custom16", "PO-1"}, {"custom2", "FIELD"}}, forV3)
	turned, err := w.session.CustomForV4(t.Context(), given, teamFirstForm)
	require.NoError(t, err)
	assert.Equal(t, forV4, turned, "in whatever order the form has them")
	alone, err := w.session.CustomForV4(t.Context(), CustomFields{"Team": emeaField}, divisionForm)
	require.NoError(t, err)
	assert.Equal(t, []CustomDatum{{"custom2", hex(emeaField)}}, alone, "an id needs nothing above it")
}

// TestTheTextOfAnItemMayBeLongerThanAValue holds what is sent to Concur's 48 characters,
// and not what names it.
func TestTheTextOfAnItemMayBeLongerThanAValue(t *testing.T) {
	t.Parallel()
	session := withDivisions(t).session
	given := CustomFields{"Division": longName}
	require.NoError(t, given.Check())
	data, err := session.CustomForV3(t.Context(), given, divisionForm)
	require.NoError(t, err)
	assert.Equal(t, []CustomDatum{{"custom1", "D-LONG"}}, data)
	_, err = session.CustomForV3(t.Context(), CustomFields{"Project": longName}, divisionForm)
	require.ErrorContains(t, err, "64 characters; Concur takes 48")
}

// TestAValueOfALowerLevelIsNotTakenFromTheFirst keeps "EMEA" out of the field of the
// teams, although the list has it.
func TestAValueOfALowerLevelIsNotTakenFromTheFirst(t *testing.T) {
	t.Parallel()
	for _, value := range []string{"EMEA", "Field sales", "D-EMEA", "Moon-Field", emea} {
		t.Run(value, func(t *testing.T) {
			t.Parallel()
			w := withDivisions(t)
			w.mock.RegisterResponder(http.MethodGet, `=~/list/v4/items/`+emea+`$`, httpmock.NewJsonResponderOrPanic(http.StatusOK, map[string]any{
				"id": emea, "level": 1, "lists": []any{map[string]any{"id": divisions}},
			}))
			_, err := w.session.CustomForV4(t.Context(), CustomFields{"Team": value}, divisionForm)
			var told *AboveError
			require.ErrorAs(t, err, &told)
			assert.Contains(t, told.NextStep(), "Give “Division” in the same call")
		})
	}
}

func TestCustomFieldsThatCannotBeUnderstood(t *testing.T) {
	t.Parallel()
	noForm := func(context.Context) ([]FormField, error) { return nil, errors.New("the form is not shown") }
	for name, c := range map[string]struct {
		given      CustomFields
		form       Form
		want, next string
	}{
		"two fields with the label":    {CustomFields{"Remark": "x"}, divisionForm, "several", "id"},
		"a field of the report itself": {CustomFields{"Report Name": "x"}, divisionForm, "no custom field", "Project (custom16)"},
		"a label without a form":       {CustomFields{"Project": "x"}, noForm, "labels", "custom1"},
		"a value that no item has":     {CustomFields{"Division": "Moon"}, divisionForm, "no value of Division", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := withDivisions(t).session.CustomForV4(t.Context(), c.given, c.form)
			var told problem
			require.ErrorAs(t, err, &told)
			assert.Contains(t, told.Error(), c.want)
			assert.Contains(t, told.NextStep(), c.next)
			assert.Equal(t, "nothing_changed", told.WhatChanged())
		})
	}
}

// TestWhatCannotBeLookedUpIsSentAsItIs leaves it to Concur to judge.
func TestWhatCannotBeLookedUpIsSentAsItIs(t *testing.T) {
	t.Parallel()
	noForm := func(context.Context) ([]FormField, error) { return nil, errors.New("the form is not shown") }
	refused := newWire(t, auth.User)
	refused.mock.RegisterResponder(http.MethodGet, `=~/list/v4/`, httpmock.NewStringResponder(http.StatusForbidden, `{"message": "scope"}`))
	for name, c := range map[string]struct {
		given CustomFields
		form  Form
		want  []CustomDatum
	}{
		"an id without a form":        {CustomFields{"custom1": "D-EMEA"}, noForm, []CustomDatum{{"custom1", "D-EMEA"}}},
		"a list that is not shown":    {CustomFields{"Division": "EMEA"}, divisionForm, []CustomDatum{{"custom1", "EMEA"}}},
		"a list of another system":    {CustomFields{"Client": "Acme"}, divisionForm, []CustomDatum{{"custom20", "Acme"}}},
		"a field that is not there":   {CustomFields{"custom40": "x"}, divisionForm, []CustomDatum{{"custom40", "x"}}},
		"a field that is to be empty": {CustomFields{"Division": ""}, divisionForm, []CustomDatum{{"custom1", ""}}},
		"nothing":                     {nil, noForm, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data, err := refused.session.CustomForV4(t.Context(), c.given, c.form)
			require.NoError(t, err)
			assert.Equal(t, c.want, data)
		})
	}
}

func TestFormsComeBareAndWrapped(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"bare":    `[{"fieldId": "Custom3", "fieldName": "Cost Center"}]`,
		"wrapped": `{"formFields": [{"fieldId": "Custom3", "fieldName": "Cost Center"}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWire(t, auth.User)
			w.mock.RegisterResponder(http.MethodGet, `=~/formFields`, httpmock.NewStringResponder(http.StatusOK, text))
			form, err := w.session.ReportForm(t.Context(), "7A90C4E15B2D4F6883AC", "")
			require.NoError(t, err)
			require.Len(t, form, 1)
			assert.Equal(t, "custom3", form[0].CustomID())
		})
	}
}

// TestAFormIsReadAnewAfterItsPolicyOrTypeChanged keeps the lists of the form before
// from being taken for those of the form after.
func TestAFormIsReadAnewAfterItsPolicyOrTypeChanged(t *testing.T) {
	t.Parallel()
	const report, entry = ReportID("7A90C4E15B2D4F6883AC"), EntryID("gWid")
	const expense = ExpenseID("F0A1B2C3D4E5460798A9BACBDCEDFE0F")
	w := newWire(t, auth.User)
	asked := 0
	w.mock.RegisterResponder(http.MethodGet, `=~/formFields`, func(*http.Request) (*http.Response, error) {
		asked++
		return httpmock.NewStringResponse(http.StatusOK, `[{"fieldId": "Custom3", "fieldName": "Cost Center"}]`), nil
	})
	w.mock.RegisterResponder(http.MethodPatch, `=~/reports/`, httpmock.NewStringResponder(http.StatusNoContent, ""))
	w.mock.RegisterResponder(http.MethodPut, `=~/expense/entries/`, httpmock.NewStringResponder(http.StatusNoContent, ""))
	w.session.pair(pair{v3: entry, v4: expense, report: report})
	read := func() {
		for range 2 {
			_, err := w.session.FormOfReport(report, "")(t.Context())
			require.NoError(t, err)
			_, err = w.session.FormOfExpense(report, expense, "")(t.Context())
			require.NoError(t, err)
		}
	}
	read()
	assert.Equal(t, 2, asked, "both are kept")
	name, policy := "Other", PolicyID("1D2E3F405162738495A6B7C8D9EAFB0C")
	require.NoError(t, w.session.UpdateReport(t.Context(), Subject{}, report, ReportPatch{Name: &name}))
	read()
	assert.Equal(t, 2, asked, "a name changes no form")
	require.NoError(t, w.session.UpdateReport(t.Context(), Subject{}, report, ReportPatch{PolicyID: &policy}))
	read()
	assert.Equal(t, 4, asked, "a policy does")
	require.NoError(t, w.session.UpdateEntry(t.Context(), "", entry, EntryWrite{ExpenseTypeCode: "HOTEL"}))
	read()
	assert.Equal(t, 6, asked, "and so does an expense type")
}
