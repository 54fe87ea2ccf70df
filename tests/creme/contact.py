# Run by `creme shell`: contacts with phones, whose ids and names the tests read. One has a phone to himself, two share
# one, and one is in the trash.
import json
import os

from creme.creme_core.models import CremeUser
from creme.persons import get_contact_model

Contact = get_contact_model()
user = CremeUser.objects.get(username="root")


def make(first_name, last_name, phone, **more):
    contact, _ = Contact.objects.get_or_create(
        first_name=first_name, last_name=last_name, defaults={"user": user, "phone": phone, **more}
    )
    return {"id": contact.id, "name": f"{first_name} {last_name}"}


facts = {
    "one": make("Irene", "Etcheverry", "+59891234567"),
    "several": [make("Bruno", "Ledesma", "+59892345678"), make("Carla", "Ledesma", "+59892345678")],
}
make("Dora", "Sosa", "+59891234567", is_deleted=True)
with open(os.environ["CONTACT_FILE"], "w") as file:
    json.dump(facts, file)
