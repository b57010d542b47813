package receipts_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/files"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
	"github.com/concur-mcp/concur-mcp/tools"
)

// desk notes what files are taken for, and has none.
type desk struct{ taken []string }

var errNoFile = errors.New("there is no such file")

func (d *desk) Open(_ context.Context, _, _, exactly string, _ int64) (files.File, func(error), error) {
	d.taken = append(d.taken, exactly)
	return files.File{}, nil, errNoFile
}

// wantedFor is what a call of a tool would take a handed over file for.
func (d *desk) wantedFor(kit *testkit.Kit, tool string, with args) string {
	with = maps.Clone(with)
	with["file"] = "upload:1"
	kit.Call(tool, with)
	return d.taken[len(d.taken)-1]
}

func TestAHandedOverReceiptIsForOneExpense(t *testing.T) {
	t.Parallel()
	handed := &desk{}
	kit := testkit.New(t, testkit.Handed(handed))
	var report struct {
		ReportID string `json:"report_id"`
	}
	kit.Call("create_report", args{"name": "Two rides"}).Into(&report)
	ride := func(key string) string {
		var made struct {
			ExpenseID string `json:"expense_id"`
		}
		kit.Call("create_report_expense", args{
			"report_id": report.ReportID, "expense_type": "Taxi", "transaction_date": "2026-03-17", "amount": 23.4, "currency": "EUR",
			"vendor": "Taxi Porto", "idempotency_key": key,
		}).Into(&made)
		return made.ExpenseID
	}
	there, back := ride("there"), ride("back")
	wantedFor := func(expense string) string {
		return handed.wantedFor(kit, "attach_receipt_to_expense", args{"report_id": report.ReportID, "expense_id": expense})
	}
	forThere, forBack := wantedFor(there), wantedFor(back)
	assert.NotEqual(t, forThere, forBack, "a ride there and one back look the same")
	kit.Call("update_report_expense", args{"report_id": report.ReportID, "expense_id": there, "amount": 24.4}).Into(&struct{}{})
	assert.Equal(t, wantedFor(there), forThere, "a correction meanwhile costs nobody the file")
}

func TestWhatAHandedOverReceiptIsForTellsLibrariesAndPurposesApart(t *testing.T) {
	t.Parallel()
	handed := &desk{}
	kit := testkit.New(t, testkit.Handed(handed), testkit.WithCompany())
	meal := aMeal()
	other := maps.Clone(meal)
	other["merchant"] = fmt.Sprint(meal["merchant"], " of ", testkit.Tom)
	toms := maps.Clone(meal)
	toms["user"] = testkit.Tom
	seen := map[string]bool{}
	for _, exactly := range []string{
		handed.wantedFor(kit, "upload_image_only_receipt", args{}),
		handed.wantedFor(kit, "upload_image_only_receipt", args{"user": testkit.Tom}),
		handed.wantedFor(kit, "upload_e_receipt", meal),
		handed.wantedFor(kit, "upload_e_receipt", other),
		handed.wantedFor(kit, "upload_e_receipt", toms),
		handed.wantedFor(kit, "v3_create_receipt_image", args{}),
		handed.wantedFor(kit, "v3_create_receipt_image", args{"append_to": "gWkQ1"}),
		handed.wantedFor(kit, "create_quick_expense_with_image", args{
			"expense_type_id": "TAXIX", "transaction_amount": 5, "currency": "EUR", "transaction_date": "2026-03-01",
		}),
		handed.wantedFor(kit, "create_quick_expense_with_image", args{
			"expense_type_id": "TAXIX", "transaction_amount": 5, "currency": "EUR", "transaction_date": "2026-03-01", "user": testkit.Tom,
		}),
	} {
		assert.False(t, seen[exactly], exactly)
		seen[exactly] = true
	}
}

// tray has one file for each handle, and notes what became of those that were taken.
type tray struct{ spent []bool }

func (d *tray) Open(context.Context, string, string, string, int64) (files.File, func(error), error) {
	file, err := files.FromBase64(encoded(pdf), "application/pdf", tenMB)
	return file, func(err error) {
		var problem tools.Problem
		d.spent = append(d.spent, !errors.As(err, &problem) || problem.WhatChanged() != string(tools.NothingChanged))
	}, err
}

func TestADryRunUsesUpNoFile(t *testing.T) {
	t.Parallel()
	for tool, arguments := range map[string]args{
		"attach_receipt_to_expense": {"report_id": testkit.ReportID(t, "Porto plant visit")},
		"upload_e_receipt":          aMeal(), "upload_image_only_receipt": {}, "v3_create_receipt_image": {},
		"create_quick_expense_with_image": {
			"expense_type_id": "TAXIX", "transaction_amount": 5, "currency": "EUR", "transaction_date": "2026-03-01",
		},
	} {
		t.Run(tool, func(t *testing.T) {
			t.Parallel()
			handed := &tray{}
			kit := testkit.New(t, testkit.Handed(handed))
			with := testkit.With(arguments, args{"file": "upload:1"})
			var shown struct {
				DryRun bool `json:"dry_run"`
			}
			kit.Call(tool, testkit.With(with, args{"dry_run": true})).Into(&shown)
			assert.True(t, shown.DryRun)
			assert.Empty(t, kit.Writes())
			assert.Equal(t, []bool{false}, handed.spent, "it can be taken again")
			kit.Call(tool, with).Into(&struct{}{})
			assert.Equal(t, []bool{false, true}, handed.spent)
			question := kit.Call(tool, with)
			assert.NotEmpty(t, question.Text)
			assert.Equal(t, []bool{false, true, false}, handed.spent, "a question about doing it twice leaves the file")
		})
	}
}
