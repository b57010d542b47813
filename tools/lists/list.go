package lists

import (
	"context"
	"slices"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type listListsIn struct {
	Name     string     `json:"name,omitempty" max:"64" jsonschema:"part of the name, or id"`
	Category concur.Ref `json:"category,omitempty" jsonschema:"type, such as Vendor, or category_id"`
	tools.Page
}

type listListsOut struct {
	Lists render.Rows `json:"lists"`
	render.Listing
}

type list struct {
	ListID        concur.ListID `json:"list_id"`
	Name          render.Text   `json:"name"`
	Category      render.Text   `json:"category,omitempty"`
	CategoryID    string        `json:"category_id,omitempty"`
	Levels        int           `json:"levels"`
	SearchedBy    string        `json:"searched_by,omitempty"`
	DisplayFormat string        `json:"display_format,omitempty"`
	ReadOnly      bool          `json:"read_only,omitempty"`
	Deleted       bool          `json:"deleted,omitempty"`
	ManagedBy     string        `json:"managed_by,omitempty"`
}

func (k kit) listLists() tools.Tool {
	def := define("list_lists", "List the company's lists")
	def.Description = "Lists the lists that custom fields, vendors and the like are chosen from. search_list_items shows what is in one; " +
		"form fields name theirs by id."
	def.Operations = []string{"list_list", "list_get", "list_list_by_category"}
	return tools.New(def, func(ctx context.Context, call *tools.Call, in listListsIn) (listListsOut, error) {
		page := in.Page
		in.Page = tools.Page{}
		ask, err := view.Ask(def.Name, page, in)
		if err != nil {
			return listListsOut{}, err
		}
		session := k.concur.As(call.Caller)
		total := -1
		rows, listing, err := render.Paged(ctx, ask, []string{"list_id", "name", "category", "levels", "deleted"},
			func(ctx context.Context, offset string, _ int) (render.Batch[list], error) {
				at, err := number(offset)
				if err != nil {
					return render.Batch[list]{}, err
				}
				found, err := in.read(ctx, session, at)
				total = found.Total
				return pageOf(found, showList), err
			})
		if err != nil {
			return listListsOut{}, view.ListError(err)
		}
		if total >= 0 {
			listing.Total = &total
		}
		if total == 0 {
			listing.Note = "There is no such list that this connection may see. Try a shorter name, or leave name and category out."
		}
		return listListsOut{Lists: rows, Listing: listing}, nil
	})
}

// read takes the call that fits: one list by its id, those of a category by its id,
// or a search. Concur has no filters for a category, so the name is compared here
// and how many there are in all is not known.
func (in listListsIn) read(ctx context.Context, session *concur.Session, page int) (concur.NumberedPage[concur.List], error) {
	if id, err := concur.ParseListID(in.Name); err == nil {
		one, err := session.GetList(ctx, id)
		return concur.NumberedPage[concur.List]{Rows: []concur.List{one}, Total: 1}, err
	}
	category, err := concur.ParseListID(string(in.Category)) // categories have ids of the same form
	if err != nil {
		return session.Lists(ctx, concur.ListSearch{Name: in.Name, CategoryType: string(in.Category)}, page)
	}
	found, err := session.ListsOfCategory(ctx, string(category), page)
	found.Rows = slices.DeleteFunc(found.Rows, func(l concur.List) bool {
		return l.IsDeleted || !strings.Contains(strings.ToLower(l.Name), strings.ToLower(in.Name))
	})
	found.Total = -1
	if page == 1 && found.Next == 0 {
		found.Total = len(found.Rows)
	}
	return found, err
}

func showList(l concur.List) list {
	return list{
		ListID: l.ID, Name: render.Text(l.Name), Category: render.Text(l.Category.Type), CategoryID: l.Category.ID, Levels: l.Levels,
		SearchedBy: strings.ToLower(l.SearchCriteria), DisplayFormat: l.DisplayFormat, ReadOnly: l.IsReadOnly,
		Deleted: l.IsDeleted, ManagedBy: l.ManagedBy,
	}
}
