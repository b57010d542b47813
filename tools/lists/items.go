package lists

import (
	"context"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type searchListItemsIn struct {
	List       concur.Ref        `json:"list" jsonschema:"name, id or any"`
	Search     string            `json:"search,omitempty" max:"64" jsonschema:"part of code or text"`
	ParentItem concur.Ref        `json:"parent_item,omitempty" jsonschema:"look below it: id, code or text"`
	ItemID     concur.ListItemID `json:"item_id,omitempty" jsonschema:"this one only"`
	tools.Page
}

type searchListItemsOut struct {
	Items render.Rows `json:"items"`
	render.Listing
}

type item struct {
	ItemID      concur.ListItemID `json:"item_id"`
	Code        render.Text       `json:"code"`
	Text        render.Text       `json:"text"`
	ShortCode   string            `json:"short_code,omitempty"`
	Level       int               `json:"level"`
	HasChildren bool              `json:"has_children,omitempty"`
	ParentID    concur.ListItemID `json:"parent_id,omitempty"`
	Deleted     bool              `json:"deleted,omitempty"`
}

// anyList stands for whatever list an id belongs to.
const anyList = "any"

func (in searchListItemsIn) everywhere() bool { return strings.EqualFold(string(in.List), anyList) }

func (k kit) searchListItems() tools.Tool {
	def := define("search_list_items", "Search a list")
	def.Description = "Finds what a custom field or the like can be set to, one level of a list at a time. " +
		"list_lists and form fields name lists; any goes with an id as parent_item or item_id."
	def.Operations = []string{"list_item_list", "list_item_children", "list_item_children_in_list", "list_item_get"}
	def.Supporting = []string{"list_list"}
	return tools.New(def, func(ctx context.Context, call *tools.Call, in searchListItemsIn) (searchListItemsOut, error) {
		page := in.Page
		in.Page = tools.Page{}
		ask, err := view.Ask(def.Name, page, in)
		if err != nil {
			return searchListItemsOut{}, err
		}
		if err := in.check(); err != nil {
			return searchListItemsOut{}, err
		}
		session := k.concur.As(call.Caller)
		level, err := in.level(ctx, session)
		if err != nil {
			return searchListItemsOut{}, err
		}
		total := 0
		rows, listing, err := render.Paged(ctx, ask, []string{"item_id", "code", "text", "has_children", "deleted"},
			func(ctx context.Context, offset string, _ int) (render.Batch[item], error) {
				at, err := number(offset)
				if err != nil {
					return render.Batch[item]{}, err
				}
				found, err := in.read(ctx, session, level, at)
				total = found.Total
				return pageOf(found, func(i concur.ListItem) item { return showItem(i, level.List) }), err
			})
		if err != nil {
			return searchListItemsOut{}, view.ListError(err)
		}
		listing.Total = &total
		if total == 0 {
			listing.Note = in.whyEmpty()
		}
		return searchListItemsOut{Items: rows, Listing: listing}, nil
	})
}

// check refuses what contradicts itself before anything is sent.
func (in searchListItemsIn) check() error {
	_, parentErr := concur.ParseListItemID(string(in.ParentItem))
	switch {
	case in.ItemID != "" && (in.Search != "" || in.ParentItem != ""):
		return tools.Argumentf("item_id", "names one item").WithHint("Leave search and parent_item out, or item_id.")
	case in.everywhere() && in.ItemID == "" && parentErr != nil:
		return tools.Argumentf("list", "any goes with the id of an item only").
			WithHint("Give the list by name or id, or an id as parent_item or item_id.")
	default:
		return nil
	}
}

// level finds the list and the parent that are named.
func (in searchListItemsIn) level(ctx context.Context, session *concur.Session) (concur.ItemSearch, error) {
	level := concur.ItemSearch{Text: in.Search}
	if !in.everywhere() {
		list, err := session.FindList(ctx, in.List)
		if err != nil {
			return level, err
		}
		level.List = list.ID
	}
	if in.ParentItem == "" {
		return level, nil
	}
	id, err := concur.ParseListItemID(string(in.ParentItem))
	if err != nil {
		parent, err := session.FindListItem(ctx, string(level.List), "", in.ParentItem)
		if err != nil {
			return level, err
		}
		id = parent.ID
	}
	level.Parent = id
	return level, nil
}

func (in searchListItemsIn) read(
	ctx context.Context, session *concur.Session, level concur.ItemSearch, page int,
) (concur.NumberedPage[concur.ListItem], error) {
	if in.ItemID == "" {
		return session.ListItems(ctx, level, page)
	}
	one, err := session.ListItem(ctx, level.List, in.ItemID)
	return concur.NumberedPage[concur.ListItem]{Rows: []concur.ListItem{one}, Total: 1}, err
}

func (in searchListItemsIn) whyEmpty() string {
	switch {
	case in.Search != "" && in.ParentItem == "":
		return "No item of the first level fits. Try a shorter search, or look below an item with parent_item."
	case in.Search != "":
		return "No item below this one fits. Try a shorter search."
	case in.ParentItem != "":
		return "There is nothing below this item."
	default:
		return "The list has no items."
	}
}

func showItem(i concur.ListItem, list concur.ListID) item {
	return item{
		ItemID: i.ID, Code: render.Text(i.Code), Text: render.Text(i.Value), ShortCode: i.ShortCode, Level: i.Level,
		HasChildren: i.HasChildren(list), ParentID: i.ParentID, Deleted: i.IsDeleted,
	}
}
