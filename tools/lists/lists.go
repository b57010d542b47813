package lists

import (
	"strconv"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
)

// kit is what the tools of this toolset work with.
type kit struct{ concur *concur.Client }

// Tools lists the toolset in order.
func Tools(client *concur.Client) []tools.Tool {
	k := kit{client}
	return []tools.Tool{
		k.listLists(),
		k.searchListItems(),
	}
}

func define(name, title string) tools.Definition {
	return tools.Definition{Name: name, Title: title, Toolset: "lists", Optional: true, Effect: tools.Read}
}

// pageOf makes a page of Concur one of ours: its offset is the number of the next
// one.
func pageOf[T, Row any](page concur.NumberedPage[T], shown func(T) Row) render.Batch[Row] {
	var batch render.Batch[Row]
	for _, one := range page.Rows {
		batch.Rows = append(batch.Rows, shown(one))
	}
	if page.Next > 0 {
		batch.Next = strconv.Itoa(page.Next)
	}
	return batch
}

// number is the page that an offset stands for: the first one for none.
func number(offset string) (int, error) {
	if offset == "" {
		return 1, nil
	}
	page, err := strconv.Atoi(offset)
	if err != nil || page < 1 {
		return 0, render.ErrCursor
	}
	return page, nil
}
