package view_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

// The same dinner as v4 and as v3 tell it (Expenses v4, Expense Entries v3).
const (
	dinnerV4 = `{"expenseId": "F0A1B2C3D4E5460798A9BACBDCEDFE0F", "allocationState": "PARTIALLY_ALLOCATED", "businessPurpose": "Team dinner",
		"transactionDate": "2024-03-26", "transactionAmount": {"value": 84.20000000, "currencyCode": "CHF"},
		"postedAmount": {"value": 87.80000000, "currencyCode": "EUR"}, "approvedAmount": {"value": 0E-8, "currencyCode": "EUR"},
		"exchangeRate": {"value": 1.04275534441806, "operation": "MULTIPLY"}, "expenseType": {"id": "DINNR", "name": "Dinner"},
		"paymentType": {"id": "CASH", "name": "Cash"}, "location": {"name": "Zurich", "countryCode": "CH"},
		"vendor": {"id": null, "name": "Tasca do Rio", "description": null}, "attendeeCount": 2, "ereceiptImageId": "E1",
		"hasExceptions": true, "isImageRequired": true, "isPersonalExpense": true}`
	dinnerV3 = `{"ID": "gWidFO7ikQm8Zt2LxV0bKc$sPn5RwYj1Td4g", "ExpenseID": "F0A1B2C3D4E5460798A9BACBDCEDFE0F", "AllocationType": "P",
		"Description": "Team dinner", "TransactionDate": "2024-03-26T00:00:00", "TransactionAmount": 84.2, "TransactionCurrencyCode": "CHF",
		"PostedAmount": 87.8, "ApprovedAmount": 0, "ExchangeRate": 1.04275534441806, "ExpenseTypeCode": "DINNR", "ExpenseTypeName": "Dinner",
		"PaymentTypeName": "Cash", "LocationName": "Zurich", "LocationCountry": "CH", "VendorDescription": null,
		"VendorListItemName": "Tasca do Rio", "HasAttendees": true, "ElectronicReceiptID": "E1", "HasExceptions": true,
		"IsImageRequired": true, "IsPersonal": true}`
)

func TestARowIsTheSameFromV4AndFromV3(t *testing.T) {
	t.Parallel()
	var expense concur.Expense
	var entry concur.Entry
	require.NoError(t, json.Unmarshal([]byte(dinnerV4), &expense))
	require.NoError(t, json.Unmarshal([]byte(dinnerV3), &entry))
	fromV4, fromV3 := view.OfExpense(expense), view.OfEntry(entry, "EUR")
	assert.Equal(t, concur.EntryID("gWidFO7ikQm8Zt2LxV0bKc$sPn5RwYj1Td4g"), fromV3.V3ID)
	fromV3.V3ID = ""
	v4, err := json.Marshal(fromV4)
	require.NoError(t, err)
	v3, err := json.Marshal(fromV3)
	require.NoError(t, err)
	assert.Equal(t, string(v4), string(v3))
	assert.JSONEq(t, `{"expense_id": "F0A1B2C3D4E5460798A9BACBDCEDFE0F", "expense_type": "Dinner", "expense_type_id": "DINNR",
		"date": "2024-03-26", "amount": {"value": 84.20, "currency": "CHF"}, "posted": {"value": 87.80, "currency": "EUR"},
		"approved": {"value": 0.00, "currency": "EUR"}, "vendor": "Tasca do Rio", "business_purpose": "Team dinner", "payment_type": "Cash",
		"location": "Zurich", "has_receipt": true, "receipt_required": true, "has_exceptions": true, "has_attendees": true,
		"allocation": "partial", "personal": true}`, string(v4))
}

func TestWithoutTheCurrencyOfTheReportItsAmountsAreLeftOut(t *testing.T) {
	t.Parallel()
	var entry concur.Entry
	require.NoError(t, json.Unmarshal([]byte(dinnerV3), &entry))
	row := view.OfEntry(entry, "")
	assert.Nil(t, row.Posted)
	assert.Nil(t, row.Approved)
	assert.NotNil(t, row.Amount)
	assert.Nil(t, view.OfEntry(entry, "CHF").Posted, "it is the same currency")
}

func TestARateOfOneSaysNothing(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rate string
		want string
		over bool
	}{
		{`{"value": 1.00000000000000, "operation": "MULTIPLY"}`, "", false},
		{`{"value": 1.08250000000000, "operation": "MULTIPLY"}`, "1.0825", false},
		{`{"value": 0.9, "operation": "DIVIDE"}`, "0.9", true},
		{`null`, "", false},
	} {
		var expense concur.Expense
		require.NoError(t, json.Unmarshal([]byte(`{"exchangeRate": `+c.rate+`}`), &expense))
		detail := view.OfExpenseDetail(expense)
		if c.want == "" {
			assert.Nil(t, detail.ExchangeRate, c.rate)
		} else {
			assert.Equal(t, c.want, detail.ExchangeRate.String())
		}
		assert.Equal(t, c.over, detail.ExchangeRateDivides)
	}
}

func TestTheToolToLookWithIsNamedForUnknownOutcomesOnly(t *testing.T) {
	t.Parallel()
	unknown := &concur.Error{Fault: concur.Lost, Message: "the connection broke"}
	err := outcome.LookWith(unknown, "list_report_expenses")
	var problem tools.Problem
	require.ErrorAs(t, err, &problem)
	assert.Equal(t, string(tools.OutcomeUnknown), problem.WhatChanged())
	assert.Contains(t, problem.NextStep(), "list_report_expenses")
	assert.Equal(t, "the connection broke", err.Error())
	require.ErrorIs(t, err, unknown)

	for _, other := range []error{nil, errors.New("plain"), &concur.Error{Fault: concur.Refused, Status: 400}} {
		assert.Equal(t, other, outcome.LookWith(other, "list_report_expenses"))
	}
	assert.Contains(t, outcome.Unread(unknown).Note, "could not be read back: the connection broke.")
}
