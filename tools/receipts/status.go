package receipts

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
)

// unknownStatus is what a receipt has that Concur knows no status of.
const unknownStatus = "UNKNOWN"

type receiptStatusIn struct {
	ReceiptIDs []concur.ReceiptID `json:"receipt_ids"`
	Wait       bool               `json:"wait,omitempty" jsonschema:"up to 45 s, until all are through"`
	User       concur.Ref         `json:"user,omitempty" jsonschema:"owner: UUID, login, e-mail or name"`
}

type receiptStatusOut struct {
	Receipts []receiptStatusRow `json:"receipts"`
	Note     string             `json:"note,omitempty"`
}

type receiptStatusRow struct {
	ReceiptID    concur.ReceiptID `json:"receipt_id"`
	Status       string           `json:"status"`
	Message      render.Text      `json:"message,omitempty"`
	At           string           `json:"at,omitempty"`
	Problems     []render.Text    `json:"problems,omitempty"`
	Digitization string           `json:"digitization,omitempty"`
}

func (k kit) getReceiptStatus() tools.Tool {
	def := define("get_receipt_status", "Get the status of uploaded receipts", tools.Read)
	def.Description = "Tells how far Concur is with uploaded e-receipts or images: ACCEPTED, PROCESSING, PROCESSED or FAILED, for " +
		"two weeks. At most 50; receipt_id comes from the upload."
	def.Operations = []string{"receipt_get_status", "receipt_bulk_status"}
	def.Supporting = []string{"identity_search_users"}
	return tools.New(def, func(ctx context.Context, call *tools.Call, in receiptStatusIn) (receiptStatusOut, error) {
		ids := distinct(in.ReceiptIDs)
		if len(ids) == 0 || len(ids) > concur.MostStatuses {
			return receiptStatusOut{}, tools.Argumentf("receipt_ids", "has %d ids, not 1 to %d", len(ids), concur.MostStatuses)
		}
		session := k.concur.As(call.Caller)
		owner, err := session.LibraryOf(ctx, in.User, "receipt_get_status")
		if err != nil {
			return receiptStatusOut{}, err
		}
		read := func(ctx context.Context) ([]concur.ReceiptStatus, error) { return statuses(ctx, session, owner, ids) }
		found, err := read(ctx)
		if err == nil && in.Wait {
			found, err = k.waitFor(ctx, call, found, read)
		}
		if err != nil {
			return receiptStatusOut{}, missing(err, "list_e_receipts or list_image_only_receipts")
		}
		return shownStatuses(found, in.Wait), nil
	})
}

// distinct leaves out what is asked for twice.
func distinct(ids []concur.ReceiptID) []concur.ReceiptID {
	var kept []concur.ReceiptID
	for _, id := range ids {
		if !slices.Contains(kept, id) {
			kept = append(kept, id)
		}
	}
	return kept
}

func statuses(ctx context.Context, session *concur.Session, owner concur.UserID, ids []concur.ReceiptID) ([]concur.ReceiptStatus, error) {
	if len(ids) > 1 {
		return session.ListReceiptStatuses(ctx, owner, ids)
	}
	status, err := session.GetReceiptStatus(ctx, owner, ids[0])
	return []concur.ReceiptStatus{status}, err
}

// longestWait bounds how long a call waits for receipts, the looks at them included:
// many clients give a call up after a minute.
const longestWait = 45 * time.Second

// waitFor asks again, ever less often, until all receipts are through or the time is up.
func (k kit) waitFor(
	ctx context.Context, call *tools.Call, found []concur.ReceiptStatus, read func(context.Context) ([]concur.ReceiptStatus, error),
) ([]concur.ReceiptStatus, error) {
	const longestPause = 8 * time.Second
	bounded, cancel := context.WithTimeout(ctx, longestWait)
	defer cancel()
	waited, next := time.Duration(0), time.Second
	for {
		open := inWork(found)
		call.Progress(ctx, len(found)-open, len(found), fmt.Sprintf("Concur is processing %d of %d receipts", open, len(found)))
		if open == 0 || waited+next > longestWait {
			return found, nil
		}
		err := k.pause(bounded, next)
		var now []concur.ReceiptStatus
		if err == nil {
			now, err = read(bounded)
		}
		switch {
		case err == nil:
			waited, next, found = waited+next, min(2*next, longestPause), now
		case bounded.Err() != nil && ctx.Err() == nil:
			return found, nil // The time is up, and what was seen last is the answer.
		default:
			return nil, err
		}
	}
}

// inWork counts the receipts that may still change. One that Concur does not know does
// not: it is unknown, or too old.
func inWork(found []concur.ReceiptStatus) int {
	open := 0
	for _, status := range found {
		if !status.Final() && status.State != "" {
			open++
		}
	}
	return open
}

// pause waits, unless the context ends first.
func pause(ctx context.Context, wait time.Duration) error {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func shownStatuses(found []concur.ReceiptStatus, waited bool) receiptStatusOut {
	var out receiptStatusOut
	var notes []string
	unknown, failed := 0, 0
	for _, status := range found {
		out.Receipts = append(out.Receipts, statusRow(status))
		switch status.State {
		case "":
			unknown++
		case concur.ReceiptFailed:
			failed++
		}
	}
	if open := inWork(found); open > 0 && waited {
		notes = append(notes, fmt.Sprintf("%d still in work after %s; ask again later.", open, longestWait))
	} else if open > 0 {
		notes = append(notes, "Until a receipt is PROCESSED it cannot be read; wait asks again until then.")
	}
	if failed > 0 {
		notes = append(notes, "A FAILED receipt stays out of the library: mend the file or the data and upload it again.")
	}
	if unknown > 0 {
		notes = append(notes, "UNKNOWN: no such receipt of this person, or it came more than two weeks ago.")
	}
	out.Note = strings.Join(notes, " ")
	return out
}

// digitizing leaves out that there is no legal digitization, which is only done in France
// and Spain.
func digitizing(state string) string {
	if state == "NO_PROCESSING_REQUIRED" {
		return ""
	}
	return state
}

func statusRow(status concur.ReceiptStatus) receiptStatusRow {
	row := receiptStatusRow{ReceiptID: status.ID, Status: status.State, Digitization: digitizing(status.Digitization)}
	if row.Status == "" {
		row.Status = unknownStatus
	}
	if n := len(status.Log); n > 0 {
		row.Message, row.At = render.Text(status.Log[n-1].Message), status.Log[n-1].At
	}
	for _, event := range status.Log {
		if event.Level == "WARNING" || event.Level == "ERROR" {
			row.Problems = append(row.Problems, render.Text(event.Message))
		}
	}
	return row
}

// accepted is the result of an upload: Concur took the receipt, and its status says
// whether it is in the library already. A token that may only write cannot see that.
func accepted(ctx context.Context, session *concur.Session, owner concur.UserID, id concur.ReceiptID, reader string) uploadedReceiptOut {
	out := uploadedReceiptOut{ReceiptID: id}
	status, err := session.GetReceiptStatus(ctx, owner, id)
	if err != nil {
		out.Written = outcome.Unread(err)
		return out
	}
	out.Status = status.State
	switch status.State {
	case concur.ReceiptProcessed:
		out.Verified = true
	case concur.ReceiptAccepted, concur.ReceiptProcessing:
		out.Verified = true
		out.Note = fmt.Sprintf("Concur is processing it; get_receipt_status with wait tells when %s shows it.", reader)
	default:
		out.Note = "Concur took it and could not process it"
		if n := len(status.Log); n > 0 {
			out.Note += ": " + render.Quote(status.Log[n-1].Message)
		}
		out.Note = strings.TrimSuffix(out.Note, ".") + ". get_receipt_status says more."
	}
	return out
}

// missing says why a receipt may not be found although it was uploaded (Receipts v4 >
// Response Codes, 404).
func missing(err error, list string) error {
	if !concur.IsNotFound(err) {
		return err
	}
	problem, ok := err.(tools.Problem) //nolint:errorlint // It is one of concur's, which is not wrapped.
	if !ok {
		return err
	}
	return &missingError{problem, list}
}

// missingError is a receipt that Concur does not show.
type missingError struct {
	tools.Problem
	list string
}

// Unwrap gives what Concur said.
func (e *missingError) Unwrap() error { return e.Problem }

// NextStep implements tools.Problem.
func (e *missingError) NextStep() string {
	return "If it was uploaded a moment ago, look with get_receipt_status. Otherwise check the id with " + e.list +
		"; for somebody else's give user, with a company connection."
}
