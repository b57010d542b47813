package payments

import (
	"context"
	"slices"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type listBatchesIn struct {
	batchFilter
	tools.Page
}

type batchFilter struct {
	Status  concur.BatchStatus `json:"status,omitempty"`
	Count   *int               `json:"count,omitempty" jsonschema:"of payments in it"`
	BatchID concur.Ref         `json:"batch_id,omitempty" jsonschema:"or name"`
}

type listBatchesOut struct {
	Batches render.Rows `json:"batches"`
	render.Listing
}

// batch is a payment batch as a row.
type batch struct {
	BatchID       string             `json:"batch_id"`
	Name          render.Text        `json:"name,omitempty"`
	Status        concur.BatchStatus `json:"status,omitempty"` // empty where all were listed
	Total         *render.Money      `json:"total,omitempty"`
	Count         *int               `json:"count,omitempty"`
	Type          render.Text        `json:"type,omitempty"`
	PaymentMethod render.Text        `json:"payment_method,omitempty"`
}

func (k kit) listPaymentBatches() tools.Tool {
	def := define("list_payment_batches", "List payment batches", tools.Read)
	def.Description = "Lists payment batches, which pay approved reports together. For administrators. " +
		"Concur tells a batch's status only if you ask for one status. list_reports takes batch_id too."
	def.Operations = []string{"payment_batch_list"}
	return tools.New(def, func(ctx context.Context, call *tools.Call, in listBatchesIn) (listBatchesOut, error) {
		ask, err := view.Ask(def.Name, in.Page, in.batchFilter)
		if err != nil {
			return listBatchesOut{}, err
		}
		total := 0
		rows, listing, err := render.Paged(ctx, ask, []string{"batch_id", "name", "status", "total", "count", "payment_method"},
			func(ctx context.Context, _ string, _ int) (render.Batch[batch], error) {
				batches, err := k.concur.As(call.Caller).PaymentBatches(ctx, in.Status)
				fitting := in.fitting(batches)
				total = len(fitting)
				return render.Batch[batch]{Rows: fitting}, err
			})
		if err != nil {
			return listBatchesOut{}, view.ListError(forAdministrators(err))
		}
		listing.Total = &total
		if total == 0 {
			listing.Note = "There is no such batch. Leave out status, count or batch_id. Professional Edition pays by extracts and has no batches."
		}
		return listBatchesOut{Batches: rows, Listing: listing}, nil
	})
}

// fitting filters by what Concur does not filter by.
func (f batchFilter) fitting(batches []concur.PaymentBatch) []batch {
	var rows []batch
	for _, b := range batches {
		named := f.BatchID == "" || slices.ContainsFunc([]string{b.ID, b.Name}, func(name string) bool {
			return strings.EqualFold(name, string(f.BatchID))
		})
		if named && (f.Count == nil || (b.Count != nil && *f.Count == *b.Count)) {
			rows = append(rows, shown(b, f.Status))
		}
	}
	return rows
}

func shown(b concur.PaymentBatch, status concur.BatchStatus) batch {
	row := batch{
		BatchID: b.ID, Name: render.Text(b.Name), Status: status, Count: b.Count,
		Type: render.Text(b.Kind), PaymentMethod: render.Text(b.PaymentMethod),
	}
	if b.Currency != "" {
		row.Total = view.MoneyOf(b.Total, b.Currency)
	}
	return row
}

// forAdministrators says who may work with payment batches (Payment Batches v1.1).
func forAdministrators(err error) error {
	if !concur.IsForbidden(err) {
		return err
	}
	return view.Advise(err, "Payment batches are for the roles Company Administrator and Web Services Administrator, or Can Administer "+
		"in Standard Edition. Connect as somebody who has one.")
}
