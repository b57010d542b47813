package payments

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
)

type closeBatchIn struct {
	BatchID concur.Ref `json:"batch_id" jsonschema:"or name"`
}

type closedBatchOut struct {
	batch
	// FileID is for get_payment_batch_file.
	FileID concur.BatchFileID `json:"file_id,omitempty"`
	outcome.Written
}

func (k kit) closePaymentBatch() tools.Tool {
	def := define("close_payment_batch", "Close a payment batch", tools.Workflow)
	def.Description = "Queues the closing of an open payment batch, which sends its reports for payment. " +
		"On a closed batch it makes the payment file again and gives file_id. list_payment_batches gives batch_id. For administrators."
	def.Operations = []string{"payment_batch_close", "payment_batch_close_async"}
	def.Supporting = []string{"payment_batch_list"}
	return tools.NewWrite(def, k.runClosePaymentBatch, k.lookClosePaymentBatch)
}

func (k kit) runClosePaymentBatch(ctx context.Context, call *tools.Call, in closeBatchIn) (closedBatchOut, error) {
	session := k.concur.As(call.Caller)
	found, status, err := pickBatch(ctx, session, in.BatchID)
	switch {
	case err != nil:
		return closedBatchOut{}, forAdministrators(err)
	case status == concur.BatchOpen:
		call.NoUndo("Closing a batch sends its reports for payment, and Concur opens none again.")
		return closeOpen(ctx, session, found)
	default:
		call.NoUndo("The batch was closed before: only its file was made again, which changes nothing.")
		return makeFile(ctx, session, found)
	}
}

// lookClosePaymentBatch looks in which list the batch is. A name can be that of the next
// batch by now: then it is looked at with the id.
func (k kit) lookClosePaymentBatch(ctx context.Context, call *tools.Call, in closeBatchIn, _ tools.Sent) (tools.Seen, error) {
	found, status, err := pickBatch(ctx, k.concur.As(call.Caller), in.BatchID)
	var unclear *concur.LookupError
	switch {
	case errors.As(err, &unclear):
		return tools.Seen{Verdict: tools.Unknown, Found: unclear.Error() + ". list_payment_batches shows which are CLOSED."}, nil
	case err != nil:
		return tools.Seen{Verdict: tools.Unknown}, forAdministrators(err)
	case status == concur.BatchClosed:
		return tools.Seen{Verdict: tools.Done, Found: "Batch " + found.ID + " is CLOSED."}, nil
	default:
		return inQueue(found), nil
	}
}

// inQueue is for a batch that is not closed. It may be in the queue, so that proves nothing.
func inQueue(b concur.PaymentBatch) tools.Seen {
	return tools.Seen{
		Verdict: tools.Unknown,
		Found:   "Batch " + b.ID + " is not CLOSED yet; it may be in the queue. list_payment_batches shows when it is.",
	}
}

// pickBatch finds a batch and its status. A name is looked for among the closed batches
// too: Concur may give a new batch the name of the one that was closed, and somebody who
// asks for the file of that one must not close the new one.
func pickBatch(ctx context.Context, session *concur.Session, ref concur.Ref) (concur.PaymentBatch, concur.BatchStatus, error) {
	open, err := session.PaymentBatches(ctx, concur.BatchOpen)
	if err != nil {
		return concur.PaymentBatch{}, "", err
	}
	has := func(batches []concur.PaymentBatch, id string) bool {
		return slices.ContainsFunc(batches, func(b concur.PaymentBatch) bool { return strings.EqualFold(b.ID, id) })
	}
	var closed []concur.PaymentBatch
	if !has(open, string(ref)) {
		if closed, err = session.PaymentBatches(ctx, concur.BatchClosed); err != nil {
			return concur.PaymentBatch{}, "", err
		}
	}
	found, err := concur.PickBatch(slices.Concat(open, closed), ref)
	switch {
	case err != nil:
		return concur.PaymentBatch{}, "", err
	case has(closed, found.ID):
		return found, concur.BatchClosed, nil
	default:
		return found, concur.BatchOpen, nil
	}
}

// closeOpen queues the closing: the other form of closing gives up on large batches
// after some time (Payment Batches v1.1 > Close a batch).
func closeOpen(ctx context.Context, session *concur.Session, found concur.PaymentBatch) (closedBatchOut, error) {
	out := closedBatchOut{batch: shown(found, concur.BatchOpen)}
	if found.Count != nil && *found.Count == 0 {
		return out, tools.Argumentf("batch_id", "the batch is empty, and Concur closes no empty batch").
			WithHint("Approved reports take 30 minutes to reach a batch; list_payment_batches shows the count.")
	}
	// A batch that is no longer open need not be closed yet: only the list of the closed ones proves it.
	look := func(ctx context.Context) (tools.Seen, error) {
		closed, err := session.PaymentBatches(ctx, concur.BatchClosed)
		switch {
		case err != nil:
			return tools.Seen{Verdict: tools.Unknown}, err
		case slices.ContainsFunc(closed, func(b concur.PaymentBatch) bool { return b.ID == found.ID }):
			return tools.Seen{Verdict: tools.Done, Found: "Batch " + found.ID + " is CLOSED."}, nil
		default:
			return inQueue(found), nil
		}
	}
	resolved, err := tools.Resolve(ctx, session.QueueBatchClosing(ctx, found), look)
	if err != nil {
		return out, outcome.LookWith(err, "list_payment_batches")
	}
	seen := tools.Seen{Verdict: tools.Done}
	if resolved == "" {
		seen, err = look(ctx)
	}
	switch {
	case err != nil:
		out.Written = outcome.Unread(err)
	case seen.Verdict != tools.Done:
		out.Note = "Concur queued it. list_payment_batches shows when it is CLOSED; then call this again " + byID(found)
	default:
		out.Verified, out.Status = true, concur.BatchClosed
		out.Note = "Call this again " + byID(found)
	}
	out.Noted(resolved)
	return out, nil
}

// byID says how to ask for the file. The name may by then be that of the next open
// batch, which the same call would close.
func byID(b concur.PaymentBatch) string {
	return "for its file, with batch_id " + b.ID + " and not the name: the next open batch can have the same one."
}

// makeFile closes what is closed, which makes its file again.
func makeFile(ctx context.Context, session *concur.Session, found concur.PaymentBatch) (closedBatchOut, error) {
	out := closedBatchOut{batch: shown(found, concur.BatchClosed)}
	file, err := session.CloseBatch(ctx, found)
	if err != nil {
		return out, harmless(err)
	}
	out.Verified, out.FileID = true, file
	out.Note = "It was closed before. get_payment_batch_file takes file_id."
	if file == "" {
		out.Note = "It was closed before. Concur does not say where its file is; download it in Concur."
	}
	return out, nil
}

// harmless lets a call that was lost be repeated: on a closed batch it makes the file
// again, and nothing else.
func harmless(err error) error {
	lost, ok := errors.AsType[*concur.Error](err)
	if !ok || !lost.MayHaveHappened() {
		return err
	}
	return &againError{lost}
}

// againError is a file that may not have been made.
type againError struct{ tools.Problem }

// Unwrap gives what happened.
func (e *againError) Unwrap() error { return e.Problem }

// NextStep implements tools.Problem.
func (e *againError) NextStep() string {
	return "The batch is closed, and this would only have made its file again: it is safe to call again."
}
