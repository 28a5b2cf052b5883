"""The words for what is to do."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from core.errors import say
from events.models import ChecklistItem
from staff.words import call_rows

STEPS = {
    "idea": _l("Note the idea: which theme, for which type, why now"),
    "budget": _l("Fill in the budget"),
    "approval": _l("Approve the evening"),
    "venue_hold": _l("Hold the venue"),
    "site_visit": _l("Visit the site with the list of questions"),
    "speaker_hold": _l("Agree with the speaker, contract and slides"),
    "nominations": _l("Ask the relationship managers for names"),
    "list_signed": _l("Review and sign the guest list"),
    "letters_printed": _l("Print, sign and seal the letters"),
    "names_checked": _l("Two people compare every name on the letters"),
    "letters_handed": _l("Give the letters to the relationship managers"),
    "all_delivered": _l("See that every letter is delivered"),
    "last_wave": _l("Last day for a further wave of letters"),
    "chase": _l("Call those who have not answered"),
    "headcount": _l("Tell kitchen and venue the number of heads"),
    "seating": _l("Seating plan, name cards, badges, gift bags"),
    "remind": _l("Second reminder; names of companions and diets are final"),
    "brief": _l("Print the guest brief for the hosts"),
    "rehearsal": _l("Rehearse; ready the door's telephones and print the paper list"),
    "reconcile": _l("Count heads against the door and sign the sheet"),
    "thanks_said": _l("A personal line to each guest the same evening"),
    "thank_letters": _l("Thank-you letters; photographs to those who agreed"),
    "follow_up": _l("A follow-up with everybody who came"),
    "feedback": _l("Close the feedback and write down promises"),
    "report": _l("Write the closing report and file the bills"),
    "review_30": _l("What has come of it after 30 days"),
    "review_60": _l("What has come of it after 60 days"),
    "review_90": _l("What has come of it after 90 days"),
    # What only some themes ask for.
    "tea_master": _l("One tea master for every eight guests"),
    "no_caffeine": _l("Ask who does not take caffeine"),
    "drivers_home": _l("Drivers for those who drink"),
    "food_with_wine": _l("Food with the wine; nobody is pressed to drink"),
    "brush_and_paper": _l("Paper, brushes, aprons, tubes to carry the sheets home"),
    "licensed_doctor": _l("See the doctor's licence"),
    "no_diagnosis": _l("Agree with the speaker: no diagnosis, no health products"),
    "weather_plan": _l("Plan for bad weather and dirty air"),
    "first_aid": _l("First-aid box and somebody who knows how to use it"),
    "own_reports": _l("Guests keep their own reports; nothing is copied or uploaded"),
    "public_benefit": _l("See that no product is mentioned"),
    "no_admission_promise": _l("Agree with the speaker: no promise of admission"),
    "fx_speaker": _l("Find somebody for the rules on foreign exchange"),
    "guardians": _l("Written consent of each child's guardian"),
    "two_adults": _l("Two colleagues for every ten children"),
    "group_ticket": _l("Book tickets for the group"),
    "wristbands": _l("Wristbands with the manager's telephone number"),
    "coach": _l("Coach: company's licence, driver's hours, insurance"),
    "insurance": _l("Insure everybody who comes along"),
    "allergies": _l("Ask about allergies"),
    "shoes": _l("Remind guests of comfortable shoes"),
    "walk_tried": _l("Walk the way yourself: length, steps, toilets every hour"),
    "instructor": _l("One instructor for every ten guests"),
    "agency": _l("Contract with a licensed travel agency"),
    "itinerary": _l("Send out the itinerary"),
    "handicaps": _l("Ask for handicaps and make up the groups"),
    "gift_limit": _l("Check gifts against the limit, for officials in particular"),
    "helmets": _l("Helmets for everybody; what to know about the ride in writing"),
    "pollen": _l("Ask about pollen"),
    "security": _l("Guards and insurance for the pieces shown"),
    "no_sale": _l("Agree with the jeweller: nothing is sold that day"),
    "no_valuation": _l("Agree with the guide: no word on what a work will be worth"),
    "no_filming": _l("Signs: no photographs, no recording"),
    "lawyer": _l("Agree with the lawyer on what is said, and on confidence"),
    "accountant": _l("Agree with the accountant on what is said"),
    "slides_reviewed": _l("Have the slides reviewed"),
    "replay": _l("Decide who may see the recording, and for how long"),
    "adult_children": _l("Ask the grown-up children along"),
    "step_free": _l("A coach and a way without steps"),
    "seat_pairs": _l("Book seats side by side for couples"),
    "late_entry": _l("Ask the house how late guests are let in"),
    "author": _l("Agree with the author; order the books"),
    "ingredients": _l("List what is in the food"),
    "toasts": _l("Order of speeches and toasts, ninety minutes at most"),
    "main_table": _l("Who sits at the main table"),
    "receipts": _l("Agree with a licensed charity on gifts and receipts"),
    "manager_present": _l("Keep the hour free in the branch manager's diary"),
    "join_link": _l("Try the link and enter it on the event's page"),
    "trial_call": _l("Rehearse on the guests' own kind of telephone"),
    "oven_and_aprons": _l("Tools and aprons for everybody"),
}

call_rows({"checklist_item": _l("thing to do")})

say(
    {
        "gate_open": _l("Something before it comes first; see what it waits for."),
        "gate_stays": _l("This step guards what comes after it and can't be left out."),
        "event_called_off": _l("This event is off; there is nothing to do for it any more."),
        "not_a_colleague": _l("Choose somebody of the branch who works here now."),
        "not_yours_to_tick": _l("Only the person responsible, or a branch manager, ticks this off."),
    }
)


def item_words(item: ChecklistItem) -> Any:
    """The catalogue's words in the reader's language, or somebody's own."""
    return STEPS.get(item.code, item.text or item.code)
