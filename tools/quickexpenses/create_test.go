package quickexpenses_test

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"mime"
	"mime/multipart"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
	"github.com/concur-mcp/concur-mcp/tools"
)

type args = testkit.Args

const (
	plain     = "create_quick_expense"
	withImage = "create_quick_expense_with_image"
	pdf       = "%PDF-1.4\n%%EOF\n"
)

type noted struct {
	QuickExpenseID string `json:"quick_expense_id"`
	ExpenseTypeID  string `json:"expense_type_id"`
	Amount         struct {
		Value    json.Number `json:"value"`
		Currency string      `json:"currency"`
	} `json:"amount"`
	Date     string `json:"date"`
	Verified bool   `json:"verified"`
	Note     string `json:"note"`
}

// dinner is a quick expense that Concur takes.
func dinner(more args) args {
	all := args{"expense_type_id": "DINNR", "transaction_amount": 84.2, "currency": "EUR", "transaction_date": "2026-03-26"}
	maps.Copy(all, more)
	return all
}

func encoded(content string) string { return base64.StdEncoding.EncodeToString([]byte(content)) }

// sent is the JSON of the last quick expense that was asked for.
func sent(t *testing.T, kit *testkit.Kit) map[string]any {
	t.Helper()
	writes := kit.Sim.Writes()
	require.NotEmpty(t, writes)
	var body map[string]any
	require.NoError(t, json.Unmarshal(writes[len(writes)-1].RequestBody, &body))
	return body
}

func TestAQuickExpenseIsNoted(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	var made noted
	kit.Call(plain, dinner(args{
		"payment_type": "pending card", "vendor": "Tasca <do> Rio", "comment": "Team", "entry_details": "Table 4",
		"location": "Porto", "city": "Porto", "country_code": "pt", "country_subdivision_code": "PT-13",
	})).Into(&made)
	assert.Len(t, made.QuickExpenseID, 32)
	assert.Equal(t, "DINNR", made.ExpenseTypeID)
	assert.Equal(t, "84.20", made.Amount.Value.String())
	assert.Equal(t, "EUR", made.Amount.Currency)
	assert.Equal(t, "2026-03-26", made.Date)
	assert.False(t, made.Verified, "nothing can be read back")
	assert.Contains(t, made.Note, "Available Expenses")
	assert.Equal(t, []string{"quick_expense_create"}, kit.Operations())
	assert.Equal(t, map[string]any{
		"expenseTypeId": "DINNR", "transactionAmount": map[string]any{"value": 84.2, "currencyCode": "EUR"},
		"transactionDate": "2026-03-26", "paymentTypeId": "PENDC", "vendor": "Tasca <do> Rio", "comment": "Team", "entryDetails": "Table 4",
		"location": map[string]any{
			"id": "", "name": "Porto", "city": "Porto", "countryCode": "PT", "countrySubDivisionCode": "PT-13",
		},
	}, sent(t, kit))
}

func TestWhatIsLeftOutIsNotSent(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	kit.Call(plain, dinner(args{"expense_type_id": "UNDEF", "location": "3C1F2B60-8F3C-4E26-9E43-0A1B2C3D4E5F"})).Into(&noted{})
	body := sent(t, kit)
	for _, name := range []string{"paymentTypeId", "vendor", "comment", "entryDetails"} {
		assert.NotContains(t, body, name)
	}
	assert.Equal(t, "UNDEF", body["expenseTypeId"])
	location, ok := body["location"].(map[string]any)
	require.True(t, ok)
	assert.Equal(t, "3c1f2b60-8f3c-4e26-9e43-0a1b2c3d4e5f", location["id"], "a UUID is the id of a locality")
	assert.Empty(t, location["name"])
}

func TestTheTypeIsFoundByItsNameOnce(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	var made noted
	kit.Call(plain, dinner(args{"expense_type_id": "dinner"})).Into(&made)
	assert.Equal(t, "DINNR", made.ExpenseTypeID)
	assert.Contains(t, kit.Operations(), "expense_config_list_expense_types")
	kit.Sim.ResetJournal()
	kit.Call(plain, dinner(args{"expense_type_id": "Dinner", "idempotency_key": "again"})).Into(&made)
	assert.Equal(t, []string{"quick_expense_create"}, kit.Operations())
	kit.Sim.ResetJournal()
	failure := kit.Call(plain, dinner(args{"expense_type_id": "yacht"})).Failure()
	assert.Contains(t, failure["message"], "no expense type")
	assert.Contains(t, failure["next_step"], "Dinner (DINNR)")
	assert.Empty(t, kit.Operations())
}

func TestPaymentTypesAreKnownByNameAndCode(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	for name, code := range map[string]string{
		"cash": "CASHX", "CASHX": "CASHX", "Company paid": "CPAID", "company_paid": "CPAID", "pending-card": "PENDC", "pendc": "PENDC",
	} {
		kit.Call(plain, dinner(args{"payment_type": name, "idempotency_key": name})).Into(&noted{})
		assert.Equal(t, code, sent(t, kit)["paymentTypeId"], name)
	}
}

func TestAQuickExpenseWithItsReceipt(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(folder, "secret name.bin"), []byte(pdf), 0o600))
	for name, receipt := range map[string]args{
		"a file":     {"file_path": "secret name.bin"},
		"text":       {"file_content": encoded(pdf)},
		"a resource": {"resource": args{"uri": "receipt:/1", "blob": encoded(pdf)}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kit := testkit.New(t, testkit.WithFolder(folder))
			var made noted
			kit.Call(withImage, dinner(receipt)).Into(&made)
			assert.Len(t, made.QuickExpenseID, 32)
			assert.Equal(t, []string{"quick_expense_create_with_image"}, kit.Operations())
			body := string(kit.Sim.Writes()[0].RequestBody)
			assert.NotContains(t, body, "secret", "the name of the file stays here")
			boundary, _, _ := strings.Cut(strings.TrimPrefix(body, "--"), "\r\n")
			form, err := multipart.NewReader(strings.NewReader(body), boundary).ReadForm(1 << 20)
			require.NoError(t, err)
			assert.Contains(t, form.Value["quickExpenseRequest"][0], `"DINNR"`)
			require.Len(t, form.File["fileContent"], 1)
			file := form.File["fileContent"][0]
			assert.EqualValues(t, len(pdf), file.Size)
			assert.Equal(t, "receipt.pdf", file.Filename)
			mediaType, _, err := mime.ParseMediaType(file.Header.Get("Content-Type"))
			require.NoError(t, err)
			assert.Equal(t, "application/pdf", mediaType)
		})
	}
}

func TestTheCompanyNotesForAPerson(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t, testkit.CompanyOnly())
	failure := kit.Call(plain, dinner(nil)).Failure()
	assert.Contains(t, failure["next_step"], "user")
	kit.Call(plain, dinner(args{"user": testkit.Rita, "expense_type_id": "Dinner"})).Into(&noted{})
	kit.Call(withImage, dinner(args{"user": testkit.Rita, "file_content": encoded(pdf)})).Into(&noted{})
	assert.Len(t, kit.Sim.Writes(), 2)

	both := testkit.New(t, testkit.WithCompany())
	both.Call(plain, dinner(args{"user": testkit.Luca})).Into(&noted{})
	assert.Equal(t, "company", string(both.Sim.Writes()[0].Token), "a person notes only their own")
	alone := testkit.New(t)
	failure = alone.Call(plain, dinner(args{"user": testkit.Luca})).Failure()
	assert.Equal(t, "nothing_changed", failure["changed"])
	assert.Empty(t, alone.Sim.Writes())
}

func TestABadQuickExpenseSendsNothing(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	for _, c := range []struct {
		name    string
		args    args
		message string
	}{
		{"no type", args{"expense_type_id": nil}, "expense_type_id: is required"},
		{"no amount", args{"transaction_amount": nil}, "transaction_amount: is required"},
		{"an amount in words", args{"transaction_amount": "many"}, "transaction_amount"},
		{"an amount of zero", args{"transaction_amount": 0}, "zero"},
		{"too many decimals", args{"transaction_amount": 1.234}, "decimals"},
		{"no such currency", args{"currency": "XYZ1"}, "currency"},
		{"no such day", args{"transaction_date": "2026-02-30"}, "transaction_date"},
		{"no such payment type", args{"payment_type": "barter"}, "cash, company_paid, pending_card"},
		{"no such country", args{"country_code": "Portugal"}, "country_code"},
		{"no such part of a country", args{"country_subdivision_code": "Porto"}, "country_subdivision_code"},
		{"more than there is", args{"policy": "Travel"}, "unknown argument policy"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for tool, more := range map[string]args{plain: nil, withImage: {"file_content": encoded(pdf)}} {
				call := dinner(c.args)
				maps.Copy(call, more)
				failure := kit.Call(tool, call).Failure()
				assert.Contains(t, failure["message"], c.message)
				assert.Equal(t, "nothing_changed", failure["changed"])
			}
			assert.Empty(t, kit.Sim.Journal())
		})
	}
	for name, receipt := range map[string]args{
		"no receipt": {}, "a GIF": {"file_content": encoded("GIF89a0000")}, "text": {"file_content": encoded("hello, world")},
		"a file where none are read": {"file_path": "hotel.pdf"}, "an address where none are called": {"url": "https://shop.example/1"},
	} {
		failure := kit.Call(withImage, dinner(receipt)).Failure()
		assert.Equal(t, "nothing_changed", failure["changed"], name)
		assert.NotEmpty(t, failure["next_step"], name)
	}
	assert.Empty(t, kit.Sim.Journal())
	assert.True(t, kit.Call(plain, dinner(args{"file_content": encoded(pdf)})).Failed, "that is the other tool")
}

func TestALostQuickExpenseIsNotRepeated(t *testing.T) {
	t.Parallel()
	for _, kind := range []simulator.FaultKind{
		simulator.CommitThenDrop, simulator.ResetBefore, simulator.Malformed, simulator.EmptyBody, simulator.Truncated, simulator.ServerError,
	} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			for tool, operation := range map[string]string{plain: "quick_expense_create", withImage: "quick_expense_create_with_image"} {
				kit := testkit.New(t)
				kit.Sim.AddFault(simulator.Fault{Operation: operation, Kind: kind})
				call := dinner(nil)
				if tool == withImage {
					call["file_content"] = encoded(pdf)
				}
				failure := kit.Call(tool, call).Failure()
				assert.Equal(t, "unknown", failure["changed"])
				assert.Contains(t, failure["next_step"], "Available Expenses")
				assert.Equal(t, []string{operation}, kit.Operations(), "it is asked for once")
			}
		})
	}
}

func TestWhatConcurRefusesIsExplained(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	failure := kit.Call(plain, dinner(args{"expense_type_id": "ZZZZZ"})).Failure()
	assert.Contains(t, failure["message"], "not an expense type")
	assert.Contains(t, failure["next_step"], "list_expense_types")
	assert.Equal(t, "nothing_changed", failure["changed"])
	assert.Equal(t, "validationError", failure["concur_error_id"])

	kit.Sim.AddFault(simulator.Fault{Operation: "quick_expense_create", Kind: simulator.ServerError, Status: 403})
	failure = kit.Call(plain, dinner(nil)).Failure()
	assert.Equal(t, "403", failure["http_status"])
	assert.NotContains(t, failure["next_step"], "list_expense_types")
}

func TestThereAreSoManyQuickExpensesInFiveMinutes(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	for i := range 120 {
		kit.Call(plain, dinner(args{"vendor": "Guest " + strconv.Itoa(i)})).Into(&noted{})
	}
	failure := kit.Call(plain, dinner(nil)).Failure()
	assert.Equal(t, "429", failure["http_status"])
	assert.Equal(t, "nothing_changed", failure["changed"])
	assert.Contains(t, failure["next_step"], "five minutes")
}

func TestAQuickExpenseIsNeitherTakenBackNorSeen(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	for tool, arguments := range map[string]args{plain: dinner(nil), withImage: dinner(args{"file_content": encoded(pdf)})} {
		undo := kit.Undoing(tool, arguments)
		assert.Empty(t, undo.Tool)
		assert.Contains(t, undo.Note, "Available Expenses")
		seen := kit.Look(tool, arguments)
		assert.Equal(t, tools.Unknown, seen.Verdict)
		assert.Contains(t, seen.Found, "Available Expenses")
	}
}
