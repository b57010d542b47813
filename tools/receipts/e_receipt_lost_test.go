package receipts_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
	"github.com/concur-mcp/concur-mcp/tools"
)

func TestALostEReceiptIsFoundOnceItIsProcessed(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t, atOnce())
	var first, second uploaded
	kit.Call("upload_e_receipt", aMeal()).Into(&first)
	kit.Sim.AddFault(simulator.Fault{Operation: "ereceipt_create", Nth: 1, Kind: simulator.CommitThenDrop})
	kit.Call("upload_e_receipt", aMeal(args{"idempotency_key": "the second"})).Into(&second)
	assert.True(t, second.Verified)
	assert.Contains(t, second.Note, "A look found it: the e-receipt "+second.ReceiptID)
	assert.NotEqual(t, first.ReceiptID, second.ReceiptID)

	toms := aMeal(args{"user": testkit.Tom})
	company := kit.As(testkit.Rita, testkit.WithCompany())
	assert.Equal(t, tools.Unknown, company.Look("upload_e_receipt", toms).Verdict, "it may still be processed")
	kit.As(testkit.Tom).Call("upload_e_receipt", aMeal()).Into(&first)
	seen := company.Look("upload_e_receipt", toms)
	assert.Equal(t, tools.Done, seen.Verdict, seen.Found)
	assert.Contains(t, seen.Found, first.ReceiptID)
	assert.Equal(t, tools.Unknown, company.Look("upload_e_receipt", aMeal(args{"user": testkit.Tom, "total": 23.9})).Verdict)
}

func TestAnUploadIsNotTakenBack(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	scan := args{"file_content": encoded(png), "media_type": "image/png"}
	for tool, sent := range map[string]args{"upload_e_receipt": aMeal(), "upload_image_only_receipt": scan} {
		undo := kit.Undoing(tool, sent)
		assert.Empty(t, undo.Tool, tool)
		assert.Contains(t, undo.Note, "Available Expenses", tool)
	}
}

func TestALostEReceiptIsNotRepeated(t *testing.T) {
	t.Parallel()
	for _, kind := range []simulator.FaultKind{simulator.CommitThenDrop, simulator.ResetBefore, simulator.HTMLPage} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			kit := testkit.New(t)
			kit.Sim.AddFault(simulator.Fault{Operation: "ereceipt_create", Kind: kind, Status: 200})
			failure := kit.Call("upload_e_receipt", aMeal()).Failure()
			assert.Equal(t, "unknown", failure["changed"])
			assert.Contains(t, failure["next_step"], "list_e_receipts")
			attempts := slices.DeleteFunc(kit.Operations(), func(name string) bool { return name != "ereceipt_create" })
			assert.Len(t, attempts, 1)
		})
	}
}

func TestAnAnswerThatIsSpoiltHasTheIDAllTheSame(t *testing.T) {
	t.Parallel()
	for _, kind := range []simulator.FaultKind{simulator.Malformed, simulator.EmptyBody} {
		kit := testkit.New(t)
		kit.Sim.AddFault(simulator.Fault{Operation: "ereceipt_create", Kind: kind})
		var done uploaded
		kit.Call("upload_e_receipt", aMeal()).Into(&done)
		assert.True(t, done.Verified, "the id is in the headers, and the status is read by it")
	}
}

func TestAnUploadThatCannotBeReadBackSaysSo(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	kit.Sim.AddFault(simulator.Fault{Operation: "receipt_get_status", Kind: simulator.ServerError, Status: 404})
	var done uploaded
	kit.Call("upload_e_receipt", aMeal()).Into(&done)
	assert.False(t, done.Verified)
	assert.NotEmpty(t, done.ReceiptID)
	assert.Contains(t, done.Note, "could not be read back")
}

func TestAnUploadThatConcurCannotProcessIsNotVerified(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t, atOnce())
	locked := args{"file_content": encoded("%PDF-1.4\n/Encrypt\n%%EOF\n"), "media_type": "application/pdf"}
	for tool, sent := range map[string]args{"upload_e_receipt": aMeal(locked), "upload_image_only_receipt": locked} {
		var done uploaded
		kit.Call(tool, sent).Into(&done)
		assert.False(t, done.Verified, tool)
		assert.Equal(t, "FAILED", done.Status)
		assert.Equal(t, "Concur took it and could not process it: “Processing failed.”. get_receipt_status says more.", done.Note)
	}
}

func TestReceiptsOfSomebodyElseNeedTheCompany(t *testing.T) {
	t.Parallel()
	calls := map[string]args{
		"upload_e_receipt":          aMeal(),
		"list_e_receipts":           {},
		"upload_image_only_receipt": {"file_content": encoded(png), "media_type": "image/png"},
		"list_image_only_receipts":  {},
	}
	luca := args{"user": testkit.Luca}
	for tool, sent := range calls {
		t.Run(tool, func(t *testing.T) {
			t.Parallel()
			about := maps.Clone(sent)
			maps.Copy(about, luca)
			for _, options := range [][]testkit.Option{{testkit.WithCompany()}, {testkit.CompanyOnly()}} {
				kit := testkit.New(t, options...)
				assert.False(t, kit.Call(tool, about).Failed)
				last := kit.Sim.Journal()
				assert.Equal(t, "company", string(last[len(last)-1].Token))
			}
			alone := testkit.New(t, testkit.As(testkit.Ada))
			failure := alone.Call(tool, about).Failure()
			assert.Contains(t, failure["message"], "company connection")
			assert.Empty(t, alone.Sim.Writes())
			nobody := testkit.New(t, testkit.CompanyOnly()).Call(tool, sent).Failure()
			assert.Contains(t, nobody["next_step"], "`user`")
		})
	}
}
