package payments_test

import (
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

type args = testkit.Args

type batch struct {
	BatchID  string `json:"batch_id"`
	Name     string `json:"name"`
	Status   string `json:"status"`
	Count    int    `json:"count"`
	FileID   string `json:"file_id"`
	Verified bool   `json:"verified"`
	Note     string `json:"note"`
	Total    *struct{ Currency string }
}

type listing struct {
	Batches []batch `json:"batches"`
	Total   *int    `json:"total"`
	Note    string  `json:"note"`
}

// scene is an administrator's session with a clock that tests move.
type scene struct {
	*testkit.Kit
	minutes atomic.Int64
	// hurries makes a minute pass whenever somebody looks at the clock, so that the
	// queue is through with a batch before anybody asks.
	hurries atomic.Bool
}

func newScene(t *testing.T, options ...testkit.Option) *scene {
	t.Helper()
	s := &scene{}
	now := func() time.Time {
		if s.hurries.Load() {
			s.minutes.Add(1)
		}
		return time.Date(2026, 3, 20, 10, 0, 0, 0, time.UTC).Add(time.Duration(s.minutes.Load()) * time.Minute)
	}
	clock := testkit.WithSimulator(simulator.Options{Now: now})
	s.Kit = testkit.New(t, append([]testkit.Option{clock, testkit.As(testkit.Ada)}, options...)...)
	return s
}

func (s *scene) list(arguments args) listing {
	var all listing
	s.Call("list_payment_batches", arguments).Into(&all)
	return all
}

// open is the batch that can be closed.
func (s *scene) open(t *testing.T) batch {
	t.Helper()
	for _, b := range s.list(args{"status": "OPEN"}).Batches {
		if b.Count > 0 {
			return b
		}
	}
	require.Fail(t, "no batch can be closed")
	return batch{}
}

func (s *scene) close(id string) batch {
	var done batch
	s.Call("close_payment_batch", args{"batch_id": id}).Into(&done)
	return done
}

func TestBatchesAreListedByStatusCountAndName(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	open, closed, all := s.list(args{"status": "OPEN"}), s.list(args{"status": "CLOSED"}), s.list(args{})
	assert.Equal(t, *all.Total, *open.Total+*closed.Total)
	assert.Equal(t, "OPEN", open.Batches[0].Status)
	assert.Empty(t, all.Batches[0].Status, "Concur does not tell it")
	assert.Equal(t, "EUR", open.Batches[0].Total.Currency)

	empty := s.list(args{"count": 0})
	require.Len(t, empty.Batches, 1)
	assert.Equal(t, "EMEA corporate card", empty.Batches[0].Name)
	for _, name := range []string{"emea corporate card", strings.ToLower(empty.Batches[0].BatchID)} {
		assert.Equal(t, empty.Batches, s.list(args{"batch_id": name}).Batches)
	}
	none := s.list(args{"batch_id": "no such batch"})
	assert.Empty(t, none.Batches)
	assert.Contains(t, none.Note, "Professional Edition")
}

func TestPaymentsAreForAdministrators(t *testing.T) {
	t.Parallel()
	rita := newScene(t).As(testkit.Rita)
	for tool, arguments := range map[string]args{
		"list_payment_batches":   {},
		"close_payment_batch":    {"batch_id": "EMEA corporate card"},
		"get_payment_batch_file": {"batch_id": "gWpj$s1"},
	} {
		failure := rita.Call(tool, arguments).Failure()
		assert.Equal(t, "nothing_changed", failure["changed"], tool)
		assert.Contains(t, failure["next_step"], "Web Services Administrator", tool)
	}
	assert.Empty(t, rita.Attempts("payment_batch_close")+rita.Attempts("payment_batch_close_async"))
}

func TestAnOpenBatchIsQueuedAndGivesItsFileLater(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	open := s.open(t)
	s.Sim.ResetJournal()
	queued := s.close(open.Name)
	assert.Equal(t, []string{
		"payment_batch_list", "payment_batch_list", "payment_batch_list", "payment_batch_close_async", "payment_batch_list",
	}, s.Operations())
	assert.False(t, queued.Verified)
	assert.Contains(t, queued.Note, "queued it")
	assert.Contains(t, queued.Note, open.BatchID, "the name may be that of the next batch by then")
	assert.Equal(t, "OPEN", queued.Status)

	s.minutes.Add(1)
	closed := s.close(open.BatchID)
	assert.True(t, closed.Verified)
	assert.Equal(t, "CLOSED", closed.Status)
	var file struct {
		Text      string
		MediaType string `json:"media_type"`
		Bytes     int
	}
	s.Call("get_payment_batch_file", args{"batch_id": closed.FileID}).Into(&file)
	assert.Equal(t, "text/csv", file.MediaType)
	assert.Contains(t, file.Text, "Luca Ferri")
	assert.Len(t, file.Text, file.Bytes)
	assert.Equal(t, 1, s.Attempts("payment_batch_close"))
}

func TestAClosingThatIsDoneAtOnceIsVerified(t *testing.T) {
	t.Parallel()
	for name, lost := range map[string]bool{"with its answer": false, "with its answer lost": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			open := s.open(t)
			if lost {
				s.Sim.AddFault(simulator.Fault{Operation: "payment_batch_close_async", Nth: 1, Kind: simulator.CommitThenDrop})
			}
			s.hurries.Store(true)
			done := s.close(open.BatchID)
			assert.True(t, done.Verified)
			assert.Equal(t, "CLOSED", done.Status)
			assert.Contains(t, done.Note, "for its file")
			assert.Equal(t, lost, strings.Contains(done.Note, "answer was lost"))
			assert.Equal(t, 1, s.Attempts("payment_batch_close_async"), "sent once")
		})
	}
}

func TestALostAnswerOfTheQueueProvesNothingWhileTheBatchIsOpen(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	open := s.open(t)
	s.Sim.AddFault(simulator.Fault{Operation: "payment_batch_close_async", Nth: 1, Kind: simulator.CommitThenDrop})
	failure := s.Call("close_payment_batch", args{"batch_id": open.BatchID}).Failure()
	assert.Equal(t, "unknown", failure["changed"], "it may be in the queue")
	assert.Contains(t, failure["next_step"], "list_payment_batches")
	assert.Equal(t, 1, s.Attempts("payment_batch_close_async"), "sent once")
	s.minutes.Add(1)
	assert.True(t, s.close(open.BatchID).Verified)
}

func TestABatchThatCannotBeClosed(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	empty := s.Call("close_payment_batch", args{"batch_id": "EMEA corporate card"}).Failure()
	assert.Contains(t, empty["message"], "empty")
	assert.Contains(t, empty["next_step"], "30 minutes")
	unknown := s.Call("close_payment_batch", args{"batch_id": "no such batch"}).Failure()
	assert.Contains(t, unknown["message"], `there is no payment batch "no such batch"`)
	assert.Contains(t, unknown["next_step"], "EMEA reimbursements")
	assert.Empty(t, s.Sim.Writes())
}

func TestLostAnswersOfClosing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		operation string
		fault     simulator.FaultKind
		closed    bool
		changed   string
		next      string
	}{
		"queued, and the answer garbage":   {"payment_batch_close_async", simulator.Garbage, false, "unknown", "list_payment_batches"},
		"queued, and the answer an error":  {"payment_batch_close_async", simulator.ServerError, false, "unknown", "list_payment_batches"},
		"the file, and the answer dropped": {"payment_batch_close", simulator.CommitThenDrop, true, "unknown", "safe to call again"},
		"the file, and the answer empty":   {"payment_batch_close", simulator.EmptyBody, true, "unknown", "safe to call again"},
		"the list, and the answer garbage": {"payment_batch_list", simulator.Garbage, false, "nothing_changed", "Try again once"},
		"the look, and the answer garbage": {"payment_batch_list", simulator.HTMLPage, false, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			open := s.open(t)
			if c.closed {
				s.close(open.BatchID)
				s.minutes.Add(1)
			}
			s.Sim.ResetJournal()
			fault := simulator.Fault{Operation: c.operation, Nth: 1, Kind: c.fault, Bytes: 40}
			if c.changed == "" {
				fault.After, fault.Status = "payment_batch_close_async", 200
			}
			s.Sim.AddFault(fault)
			result := s.Call("close_payment_batch", args{"batch_id": open.BatchID})
			if c.changed == "" {
				var done batch
				result.Into(&done)
				assert.Contains(t, done.Note, "could not be read back")
				return
			}
			failure := result.Failure()
			assert.Equal(t, c.changed, failure["changed"])
			assert.Contains(t, failure["next_step"], c.next)
			assert.LessOrEqual(t, len(s.Sim.Writes()), 1)
		})
	}
}

func TestTheFileIsSavedUnseen(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	s := newScene(t, testkit.WithFolder(folder))
	open := s.open(t)
	s.close(open.BatchID)
	s.minutes.Add(1)
	id := s.close(open.BatchID).FileID
	path := filepath.Join(folder, "batch.csv")
	result := s.Call("get_payment_batch_file", args{"batch_id": id, "save_to": path})
	var saved struct {
		SavedTo string `json:"saved_to"`
		Bytes   int
	}
	result.Into(&saved)
	assert.NotContains(t, result.Text, "XX00", "no account number reaches the conversation")
	content, err := os.ReadFile(saved.SavedTo)
	require.NoError(t, err)
	assert.Len(t, content, saved.Bytes)
	assert.Contains(t, string(content), "XX00")
	s.Sim.ResetJournal()
	outside := s.Call("get_payment_batch_file", args{"batch_id": id, "save_to": "/etc/batch.csv"}).Failure()
	assert.Equal(t, "nothing_changed", outside["changed"])
	assert.Empty(t, s.Sim.Journal(), "nothing is fetched in vain")
}

func TestFilesThatAreNotShown(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	none := s.Call("get_payment_batch_file", args{"batch_id": s.open(t).BatchID}).Failure()
	assert.Contains(t, none["next_step"], "close_payment_batch", "a batch is not its file")
	malformed := s.Call("get_payment_batch_file", args{"batch_id": "../batch"}).Failure()
	assert.Contains(t, malformed["message"], "batch_id")

	open := s.open(t)
	s.close(open.BatchID)
	s.minutes.Add(1)
	id := s.close(open.BatchID).FileID
	for bytes, note := range map[int]string{30_000: "larger than 16 KB", 100: "no text"} {
		s.Sim.AddFault(simulator.Fault{Operation: "payment_batch_file", Nth: 1, Kind: simulator.Garbage, Bytes: bytes})
		var file struct{ Text, Note string }
		s.Call("get_payment_batch_file", args{"batch_id": id}).Into(&file)
		assert.Empty(t, file.Text)
		assert.Contains(t, file.Note, note)
		assert.Contains(t, file.Note, "save_to")
	}
	s.Sim.AddFault(simulator.Fault{Operation: "payment_batch_file", Nth: 1, Kind: simulator.Truncated})
	assert.Contains(t, s.Call("get_payment_batch_file", args{"batch_id": id}).Failure()["message"], "broke")
}

func TestBadArgumentsOfPayments(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	for tool, arguments := range map[string]args{
		"list_payment_batches":   {"status": "PAID"},
		"close_payment_batch":    {"batch_id": ""},
		"get_payment_batch_file": {},
	} {
		assert.Equal(t, "nothing_changed", s.Call(tool, arguments).Failure()["changed"], tool)
	}
	s.Call("list_payment_batches", args{"limit": 0}).Failure()
	s.Call("list_payment_batches", args{"cursor": "x"}).Failure()
	assert.Empty(t, s.Sim.Journal(), "nothing was sent")
}
